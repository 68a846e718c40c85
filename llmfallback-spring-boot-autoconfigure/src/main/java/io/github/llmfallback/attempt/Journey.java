package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;

import io.github.llmfallback.admission.Admission;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.Entry;
import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.admission.TargetGate;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * One call on its way: the target it stands at, the attempts behind it and the providers
 * ahead. Used by one thread at a time.
 */
final class Journey {

	private final CallEngine engine;

	private final CallRequest request;

	private final String callId;

	private final CallObservation observation;

	private final Instant startedAt;

	private final long startedNanos;

	private final Deadline deadline;

	private final Demand demand;

	private final AttemptLog log;

	private final ProvidersAhead ahead;

	private final LastResorts lastResorts;

	private @Nullable Visit visit;

	private @Nullable Wait wait;

	private long enteredNanos;

	private Ending ending = Ending.EXHAUSTED;

	private @Nullable Failure failure;

	Journey(CallEngine engine, CallRequest request, String callId, CallObservation observation, Instant startedAt,
			long startedNanos, Deadline deadline) {
		this.engine = engine;
		this.request = request;
		this.callId = callId;
		this.observation = observation;
		this.startedAt = startedAt;
		this.startedNanos = startedNanos;
		this.deadline = deadline;
		this.demand = new Demand(callId, request.prompt(), request.tags(), deadline::left);
		this.log = new AttemptLog(engine.listener());
		this.ahead = new ProvidersAhead(request.route(), request.maxProviders());
		this.lastResorts = new LastResorts(engine.gates(), engine.settings().whenUnavailable());
		moveToNextProvider(startedNanos);
	}

	/**
	 * Makes the current thread work for this call, until the scope is closed.
	 */
	CallScope openScope() {
		return CallScope.open(this.callId, this.observation);
	}

	CallObservation observation() {
		return this.observation;
	}

	CallRequest request() {
		return this.request;
	}

	Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Who to ask now.
	 * @return the target, or {@code null} when the call has come to its end
	 */
	@Nullable Target target() {
		return (this.visit != null) ? this.visit.target() : null;
	}

	/**
	 * Who to ask now, for a call that has not come to its end.
	 */
	Target standingAt() {
		return visit().target();
	}

	/**
	 * Whether the target is the one that has just failed, and is to be asked again
	 * without waiting for anything but the {@link #pause()}.
	 */
	boolean isRetry() {
		return this.wait == null && this.visit != null && this.visit.isRetry();
	}

	/**
	 * How long to wait before asking the failed target again.
	 */
	Duration pause() {
		return (this.visit != null) ? this.visit.pause() : Duration.ZERO;
	}

	/**
	 * What to wait for before asking the target.
	 * @return {@code null} when there is nothing to wait for
	 */
	@Nullable Wait waiting() {
		return this.wait;
	}

	/**
	 * The latest failure.
	 */
	@Nullable Failure failure() {
		return this.failure;
	}

	/**
	 * Asks the target to let the call in, once all waiting is over. When it refuses, the
	 * journey moves on.
	 * @return whether an attempt is to be made, which then has to be ended
	 */
	boolean enter() {
		if ((this.wait != null || isRetry()) && this.deadline.isOver(this.engine.nanoTime())) {
			end(Ending.EXHAUSTED);
			return false;
		}
		boolean hasPlace = endWait();
		Visit here = visit();
		Target target = here.target();
		TargetGate gate = this.engine.gates().of(target);
		Entry entry = isRehearsed(target) ? gate.enterRehearsal()
				: gate.enter(this.demand, here.insistence(), hasPlace);
		if (entry instanceof Refusal refusal) {
			refused(here, refusal);
			return false;
		}
		this.enteredNanos = this.engine.nanoTime();
		if (this.deadline.isOver(this.enteredNanos)) {
			enteredTooLate((Admission) entry);
			return false;
		}
		this.log.begin((Admission) entry);
		if (here.ask()) {
			this.ahead.asked();
			this.lastResorts.asked(target.provider());
		}
		return true;
	}

	/**
	 * When the target let the call in, on the nanosecond clock.
	 */
	long enteredNanos() {
		return this.enteredNanos;
	}

	/**
	 * Paying can take long, where a store has to be asked.
	 * @param admission what is held for the attempt; {@code null} when it is only to be
	 * acted out
	 */
	private void enteredTooLate(@Nullable Admission admission) {
		try {
			timedOut(true);
		}
		finally {
			if (admission != null) {
				admission.withdraw();
			}
		}
	}

	private void refused(Visit here, Refusal refusal) {
		this.log.skipped(here.target(), refusal);
		boolean busy = refusal.reason().isLimit();
		if (busy || !here.isAsked()) {
			this.lastResorts.add(here, refusal);
		}
		if (here.isRetry()) {
			giveUp(busy ? situation().elsewhere() : situation().withoutRetries());
		}
		else if (refusal.reason().isOfProvider() || !here.next()) {
			moveToNextProvider();
		}
		else if (refusal.budget() != null && this.deadline.isOver(this.engine.nanoTime())) {
			timedOut(true);
		}
	}

	/**
	 * How long the answer may be for the money to suffice, or all of several together.
	 * @return tokens, or {@code null} when no budget bounds the attempt
	 */
	@Nullable Long outputTokens() {
		return this.log.outputTokens();
	}

	/**
	 * Whether the attempt shows if the target is well, which is in doubt.
	 */
	boolean isTrial() {
		return this.log.isTrial();
	}

	/**
	 * Records that the answer has begun, so that nobody waits for the end of a trial.
	 */
	void answered() {
		this.log.answered();
	}

	void succeeded(Measured measured) {
		this.log.succeeded(standingAt(), measured);
		this.failure = null;
		end(Ending.ANSWERED);
	}

	/**
	 * Records a failure and moves on to whoever is to be asked next.
	 */
	void failed(Failure failure, Measured measured) {
		recordFailure(failure, measured);
		visit().failed(failure.kind());
		if (failure.kind() == FailureKind.CONTEXT_LENGTH_EXCEEDED) {
			this.demand.outgrew(standingAt().model());
		}
		follow(decide(failure, measured.elapsed()));
	}

	/**
	 * Records a failure after which nobody else can be asked, because the application has
	 * already seen a part of the answer or has gone away.
	 */
	void failedForGood(Failure failure, Measured measured) {
		recordFailure(failure, measured);
		end(Ending.STOPPED);
	}

	/**
	 * Ends the call before the target that let it in is asked, because the application
	 * has gone away.
	 */
	void withdraw(Failure failure, Measured measured) {
		this.failure = failure;
		this.log.withdrawn(standingAt(), failure, measured);
		end(Ending.STOPPED);
	}

	private void recordFailure(Failure failure, Measured measured) {
		Visit here = visit();
		this.failure = failure;
		here.counted(this.log.failed(here.target(), failure, measured, !here.isCounted()));
	}

	/**
	 * Moves on instead of asking the target again.
	 */
	void giveUpTarget() {
		giveUp(situation().withoutRetries());
	}

	private void giveUp(Situation situation) {
		if (this.failure != null) {
			follow(DecisionTable.decide(this.failure, situation, this.engine.settings().overrides()));
		}
	}

	/**
	 * Asks for something else from now on.
	 */
	void ask(Prompt prompt) {
		this.demand.ask(prompt);
	}

	/**
	 * Ends the call between two attempts.
	 */
	void stop(Failure failure) {
		this.failure = failure;
		end(Ending.STOPPED);
	}

	/**
	 * Leaves the lines that the call stands in, which matters where it ends by an error.
	 */
	void leaveLines() {
		Wait abandoned = this.wait;
		this.wait = null;
		if (abandoned != null) {
			abandoned.abandon();
		}
	}

	CallSummary summary(long nowNanos) {
		return new CallSummary(this.callId, this.startedAt, Duration.ofNanos(nowNanos - this.startedNanos),
				this.log.attempts(), this.ending, this.failure, this.request.tags());
	}

	private void follow(Decision decision) {
		switch (decision.next()) {
			case AGAIN -> visit().again(decision.pause());
			case KEY -> visit().nextKey();
			case MODEL -> visit().nextModel();
			case PROVIDER, EXHAUSTED -> moveToNextProvider();
			case STOP -> end(Ending.STOPPED);
		}
	}

	private Decision decide(Failure failure, Duration elapsed) {
		Situation situation = situation().afterAttemptOf(elapsed);
		KindOverrides overrides = this.engine.settings().overrides();
		Decision decision = DecisionTable.decide(failure, situation, overrides);
		boolean refused = decision.next() == Next.AGAIN && !this.engine.retryBudget().tryTakeOut();
		return refused ? DecisionTable.decide(failure, situation.withoutRetries(), overrides) : decision;
	}

	private Situation situation() {
		Visit here = visit();
		RetrySettings own = here.target().provider().retry();
		RetrySettings retry = (own != null) ? own : this.engine.settings().retry();
		return new Situation(here.retries(), retry.maxRetries(), retry.pause(here.retries(), this.engine.random()),
				here.hasNextKey(this::isWell), here.hasNextModel(this::isWell), this.ahead.isAnyReady(this::isReady),
				this.deadline.left(), retry.maxDelay());
	}

	private boolean isReady(Target target) {
		TargetGate gate = this.engine.gates().of(target);
		return isRehearsed(target) ? gate.provider().isEnabled() : gate.isReady(this.demand);
	}

	/**
	 * Whether a target of the provider that the call is at would serve it: room for
	 * another attempt can be waited for.
	 */
	private boolean isWell(Target target) {
		TargetGate gate = this.engine.gates().of(target);
		return isRehearsed(target) ? gate.provider().isEnabled() : gate.isWell(this.demand);
	}

	private boolean isRehearsed(Target target) {
		return CallEngine.rehearsed(this.request, target) != null;
	}

	private void moveToNextProvider() {
		moveToNextProvider(this.engine.nanoTime());
	}

	private void moveToNextProvider(long now) {
		boolean hasNext = this.ahead.mayAskAnother() && this.ahead.hasNext();
		if (this.deadline.isOver(now)) {
			timedOut(hasNext);
		}
		else if (hasNext) {
			this.visit = Visit.of(this.ahead.next());
		}
		else {
			moveToLastResort();
		}
	}

	/**
	 * The time is up, which says why the call fails when nobody else does.
	 * @param leaves whether somebody is left who could have been asked
	 */
	private void timedOut(boolean leaves) {
		if (this.failure == null && leaves) {
			this.failure = Failure.of(FailureKind.TIMEOUT,
					"the time of the call was up before; allow it more with 'timeout'");
		}
		end(Ending.EXHAUSTED);
	}

	/**
	 * Nobody who is well is left, so whoever did not let the call in may.
	 */
	private void moveToLastResort() {
		Wait wait = this.lastResorts.next(this.demand, this.deadline.left(), this.ahead.mayAskAnother());
		if (wait == null) {
			end(Ending.EXHAUSTED);
			return;
		}
		this.visit = this.lastResorts.visit(wait.atLast());
		this.wait = wait;
	}

	/**
	 * Ends waiting, and goes to the target whose turn it is.
	 * @return whether the call holds one of the provider's places
	 */
	private boolean endWait() {
		Wait ended = this.wait;
		if (ended == null) {
			return false;
		}
		this.wait = null;
		Turn turn = ended.end();
		this.lastResorts.take(turn.resort());
		this.visit = this.lastResorts.visit(turn.resort());
		return turn.hasPlace();
	}

	private Visit visit() {
		if (this.visit == null) {
			throw new IllegalStateException("the call has ended");
		}
		return this.visit;
	}

	/**
	 * Ends the call before it leaves a line, which may wake it.
	 */
	private void end(Ending ending) {
		this.visit = null;
		this.ending = ending;
		leaveLines();
	}

}
