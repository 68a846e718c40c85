package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: the target it stands at, the attempts behind it and the providers
 * ahead. Used by one thread at a time.
 */
final class Journey {

	private final CallEngine engine;

	private final CallRequest request;

	private final String callId;

	private final Instant startedAt;

	private final long startedNanos;

	private final Deadline deadline;

	private final List<Attempt> attempts = new ArrayList<>(2);

	private int nextProvider;

	private int providersAsked;

	private int retries;

	private @Nullable TargetCursor cursor;

	private @Nullable Duration pause;

	private Ending ending = Ending.EXHAUSTED;

	private @Nullable Failure failure;

	Journey(CallEngine engine, CallRequest request, String callId, Instant startedAt, long startedNanos,
			Deadline deadline) {
		this.engine = engine;
		this.request = request;
		this.callId = callId;
		this.startedAt = startedAt;
		this.startedNanos = startedNanos;
		this.deadline = deadline;
		moveToNextProvider();
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
		return (this.cursor != null) ? this.cursor.current() : null;
	}

	/**
	 * Who to ask now, for a call that has not come to its end.
	 */
	Target standingAt() {
		return standing().current();
	}

	/**
	 * Whether the target is the one that has just failed.
	 */
	boolean isRetry() {
		return this.pause != null;
	}

	/**
	 * How long to wait before asking the target.
	 */
	Duration pause() {
		return (this.pause != null) ? this.pause : Duration.ZERO;
	}

	/**
	 * The latest failure.
	 */
	@Nullable Failure failure() {
		return this.failure;
	}

	void succeeded(Duration elapsed, @Nullable TokenUsage usage) {
		record(Attempt.of(standingAt(), Outcome.Success.INSTANCE, elapsed, usage));
		this.failure = null;
		end(Ending.ANSWERED);
	}

	/**
	 * Records a failure and moves on to whoever is to be asked next.
	 */
	void failed(Failure failure, Duration elapsed, @Nullable TokenUsage usage) {
		this.failure = failure;
		record(Attempt.of(standingAt(), new Outcome.Failed(failure), elapsed, usage));
		standing().failed(failure.kind());
		follow(decide(failure, elapsed));
	}

	/**
	 * Moves on instead of asking the target again.
	 */
	void giveUpTarget() {
		if (this.failure != null) {
			follow(DecisionTable.decide(this.failure, situation().withoutRetries(),
					this.engine.settings().overrides()));
		}
	}

	private void follow(Decision decision) {
		TargetCursor here = standing();
		this.pause = null;
		switch (decision.next()) {
			case AGAIN -> {
				this.retries++;
				this.pause = decision.pause();
			}
			case KEY -> {
				this.retries = 0;
				here.nextKey();
			}
			case MODEL -> {
				this.retries = 0;
				here.nextModel();
			}
			case PROVIDER -> moveToNextProvider();
			case STOP -> end(Ending.STOPPED);
			case EXHAUSTED -> end(Ending.EXHAUSTED);
		}
	}

	/**
	 * Records a failure after which nobody else can be asked, because the application has
	 * already seen a part of the answer or has gone away.
	 */
	void failedForGood(Failure failure, Duration elapsed, @Nullable TokenUsage usage) {
		record(Attempt.of(standingAt(), new Outcome.Failed(failure), elapsed, usage));
		stop(failure);
	}

	/**
	 * Ends the call between two attempts.
	 */
	void stop(Failure failure) {
		this.failure = failure;
		end(Ending.STOPPED);
	}

	CallSummary summary(long nowNanos) {
		return new CallSummary(this.callId, this.startedAt, Duration.ofNanos(nowNanos - this.startedNanos),
				List.copyOf(this.attempts), this.ending, this.failure);
	}

	private Decision decide(Failure failure, Duration elapsed) {
		Situation situation = situation().afterAttemptOf(elapsed);
		KindOverrides overrides = this.engine.settings().overrides();
		Decision decision = DecisionTable.decide(failure, situation, overrides);
		boolean refused = decision.next() == Next.AGAIN && !this.engine.retryBudget().tryTakeOut();
		return refused ? DecisionTable.decide(failure, situation.withoutRetries(), overrides) : decision;
	}

	private Situation situation() {
		TargetCursor here = standing();
		RetrySettings own = here.current().provider().retry();
		RetrySettings retry = (own != null) ? own : this.engine.settings().retry();
		return new Situation(this.retries, retry.maxRetries(), retry.pause(this.retries, this.engine.random()),
				here.hasNextKey(), here.hasNextModel(), hasNextProvider(), this.deadline.left());
	}

	private void record(Attempt attempt) {
		this.attempts.add(attempt);
		this.engine.listener().attemptFinished(attempt);
	}

	private TargetCursor standing() {
		if (this.cursor == null) {
			throw new IllegalStateException("the call has ended");
		}
		return this.cursor;
	}

	private void end(Ending ending) {
		this.cursor = null;
		this.pause = null;
		this.ending = ending;
	}

	private boolean hasNextProvider() {
		return this.providersAsked < this.request.maxProviders() && this.nextProvider < this.request.route().size();
	}

	private void moveToNextProvider() {
		this.cursor = null;
		this.retries = 0;
		while (this.cursor == null && hasNextProvider()) {
			Provider provider = this.request.route().get(this.nextProvider++);
			if (provider.isEnabled()) {
				this.providersAsked++;
				this.cursor = new TargetCursor(provider.targets());
			}
			else {
				record(Attempt.skipped(provider.targets().get(0), SkipReason.DISABLED));
			}
		}
	}

}
