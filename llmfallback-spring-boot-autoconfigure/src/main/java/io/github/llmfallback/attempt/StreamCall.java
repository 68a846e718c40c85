package io.github.llmfallback.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.provider.UpstreamScope;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * One subscription to a streaming call, from its first target to its last. Chunks arrive
 * one at a time, but the subscriber may cancel at any moment: whatever starts or ends an
 * attempt holds the lock.
 */
final class StreamCall {

	private final CallEngine engine;

	private final AttemptExecution execution;

	private final StreamSteps steps;

	private final AnswerJudge judge;

	private final StreamDecorator decorator;

	private final CallerContext context;

	private final Journey journey;

	private final DeliveredAnswer answer = new DeliveredAnswer();

	private Prompt prompt;

	private @Nullable CallSummary summary;

	private boolean restarting;

	/** Whether the attempt under way shows if its target is well, and has not yet. */
	private boolean trial;

	private @Nullable StreamAttempt current;

	StreamCall(CallEngine engine, AttemptExecution execution, StreamSteps steps, AnswerJudge judge,
			StreamDecorator decorator, CallRequest request, Deadline deadline) {
		this.engine = engine;
		this.execution = execution;
		this.steps = steps;
		this.judge = judge;
		this.decorator = decorator;
		this.prompt = request.prompt();
		this.journey = engine.begin(request, deadline);
		this.context = inCall(CallerContext::capture);
	}

	/**
	 * Chunks wait for the subscriber behind the attempts, so that they are judged when
	 * they arrive, however slowly they are consumed.
	 */
	Flux<ChatResponse> stream() {
		return next().onBackpressureBuffer()
			.doOnError(this::broken)
			.doFinally(this::ended)
			.contextWrite(this.context::addTo);
	}

	/**
	 * Asks whoever is to be asked next.
	 */
	private Flux<ChatResponse> next() {
		if (this.journey.target() == null) {
			return Flux.error(() -> new CallFailedException(end(), this.answer.text()));
		}
		Flux<ChatResponse> attempt = this.steps.beginWith(this::attempt);
		Wait wait = this.journey.waiting();
		if (wait != null) {
			return wait.over().thenMany(attempt);
		}
		return this.journey.isRetry() ? Mono.delay(this.journey.pause()).thenMany(attempt) : attempt;
	}

	private Flux<ChatResponse> attempt() {
		StreamAttempt attempt = start();
		if (attempt != null) {
			return attempt(attempt, attempt.target());
		}
		return isOver() ? Flux.empty() : next();
	}

	private Flux<ChatResponse> attempt(StreamAttempt attempt, Target target) {
		Failure rehearsed = CallEngine.rehearsed(this.journey.request(), target);
		Flux<ChatResponse> source = (rehearsed != null) ? Flux.error(new RehearsedException(rehearsed))
				: this.execution.stream(this.context.subscribing(UpstreamScope.stream(() -> ask(attempt, target))));
		return new PatientFlux(source, attempt, (chunk) -> received(attempt, chunk))
			.concatWith(this.steps.beginWith(() -> completed(attempt)))
			.onErrorResume((error) -> this.steps.beginWith(() -> failed(attempt, error)));
	}

	private Flux<ChatResponse> ask(StreamAttempt attempt, Target target) {
		return mayAsk(attempt)
				? target.key().chatModel().stream(this.engine.translate(this.prompt, target, attempt.outputTokens()))
				: Flux.empty();
	}

	private synchronized boolean mayAsk(StreamAttempt attempt) {
		boolean underWay = isUnderWay(attempt);
		if (underWay) {
			attempt.ask();
		}
		return underWay;
	}

	private boolean isUnderWay(StreamAttempt attempt) {
		return this.summary == null && this.current == attempt;
	}

	/**
	 * Starts an attempt at the first target that lets the call in.
	 * @return {@code null} when the call has come to its end or has to wait
	 */
	private @Nullable StreamAttempt start() {
		return inCall(this::enter);
	}

	private @Nullable StreamAttempt enter() {
		do {
			if (this.summary != null || this.journey.target() == null) {
				return null;
			}
			if (this.journey.enter()) {
				return start(this.journey.standingAt());
			}
		}
		while (this.journey.waiting() == null && !this.journey.isRetry());
		return null;
	}

	private StreamAttempt start(Target target) {
		StreamSettings settings = this.engine.settings().stream();
		Deadline firstToken = this.engine.deadline(settings.firstTokenTimeout(), target.provider().timeout());
		StreamAttempt attempt = new StreamAttempt(target, this.journey.outputTokens(), settings,
				this.journey.deadline(), firstToken, this.engine.clock(), this.journey.enteredNanos());
		this.current = attempt;
		this.trial = this.journey.isTrial();
		this.engine.listener().attemptStarted(target);
		return attempt;
	}

	private List<ChatResponse> received(StreamAttempt attempt, ChatResponse chunk) {
		List<ChatResponse> chunks = attempt.received(chunk);
		if (this.trial && attempt.hasContent()) {
			this.trial = false;
			this.steps.take(() -> inCall(() -> recordAnswered(attempt)));
		}
		if (chunks.isEmpty()) {
			return chunks;
		}
		if (this.restarting) {
			this.restarting = false;
			this.answer.clear();
			chunks = new ArrayList<>(chunks);
			chunks.set(0, this.decorator.restarted(chunks.get(0)));
		}
		for (ChatResponse delivered : chunks) {
			this.answer.add(delivered);
		}
		return chunks;
	}

	/**
	 * Content shows that the target is well, however long the rest takes.
	 */
	private boolean recordAnswered(StreamAttempt attempt) {
		boolean underWay = isUnderWay(attempt);
		if (underWay) {
			this.journey.answered();
		}
		return underWay;
	}

	private Flux<ChatResponse> completed(StreamAttempt attempt) {
		Failure failure = this.judge.judgeStream(attempt.hasContent(), attempt.finishReason());
		if (failure != null) {
			return failed(attempt, failure);
		}
		CallSummary summary = succeed(attempt);
		if (summary == null) {
			return Flux.empty();
		}
		List<ChatResponse> chunks = new ArrayList<>(attempt.remainder());
		if (this.restarting) {
			chunks.set(0, this.decorator.restarted(chunks.get(0)));
		}
		int last = chunks.size() - 1;
		ChatResponse total = this.answer.withTotalUsage(chunks.get(last), attempt.reportedUsage());
		chunks.set(last, this.decorator.completed(total, summary));
		return Flux.fromIterable(chunks);
	}

	private @Nullable CallSummary succeed(StreamAttempt attempt) {
		return inCall(() -> recordSuccess(attempt));
	}

	private @Nullable CallSummary recordSuccess(StreamAttempt attempt) {
		if (this.summary != null) {
			return null;
		}
		this.current = null;
		this.journey.succeeded(attempt.measured());
		if (this.restarting) {
			this.answer.clear();
		}
		attempt.remainder().forEach(this.answer::add);
		return end();
	}

	private Flux<ChatResponse> failed(StreamAttempt attempt, Throwable error) {
		if (error instanceof CallFailedException) {
			return Flux.error(error);
		}
		if (attempt.isComplete()) {
			return completed(attempt);
		}
		if (error instanceof RehearsedException rehearsed) {
			return failed(attempt, rehearsed.failure);
		}
		Failure failure = (error instanceof TimeoutException)
				? Failure.of(FailureKind.TIMEOUT,
						attempt.hasContent() ? "the stream paused too long" : "no first token in time", error)
				: this.engine.classify(error);
		return (attempt.hasContent() && this.judge.accepts(failure)) ? completed(attempt) : failed(attempt, failure);
	}

	private Flux<ChatResponse> failed(StreamAttempt attempt, Failure failure) {
		return inCall(() -> recordFailure(attempt, failure)) ? next() : Flux.empty();
	}

	private boolean recordFailure(StreamAttempt attempt, Failure failure) {
		if (this.summary != null) {
			return false;
		}
		this.current = null;
		boolean forGood = attempt.isDelivered() && !canReplace();
		if (forGood) {
			this.journey.failedForGood(failure, attempt.measured());
		}
		else {
			this.journey.failed(failure, attempt.measured());
		}
		if (attempt.isDelivered() && !forGood && this.journey.target() != null) {
			prepareReplacement(attempt);
		}
		return true;
	}

	/**
	 * Whether another target may take over after content was delivered.
	 */
	private boolean canReplace() {
		return switch (this.engine.settings().stream().afterContent()) {
			case ERROR -> false;
			case RESTART -> true;
			case CONTINUE -> this.answer.canContinue();
		};
	}

	private void prepareReplacement(StreamAttempt attempt) {
		if (this.engine.settings().stream().afterContent() == AfterContent.RESTART) {
			this.restarting = true;
		}
		else {
			this.answer.addUsage(attempt.reportedUsage());
			this.prompt = this.answer.continuation(this.journey.request().prompt());
			this.journey.ask(this.prompt);
		}
	}

	/**
	 * Ends a call that fails for another reason than its attempts.
	 */
	private void broken(Throwable error) {
		if (!(error instanceof CallFailedException)) {
			this.steps.take(() -> inCall(() -> abandoned(() -> this.engine.classify(error))));
		}
	}

	/**
	 * Whoever cancels has the connection closed first; what the attempt cost is booked
	 * afterwards.
	 */
	private void ended(SignalType signal) {
		if (signal == SignalType.CANCEL) {
			this.steps.take(() -> inCall(
					() -> abandoned(() -> Failure.of(FailureKind.CANCELLED, "the subscriber cancelled the stream"))));
		}
	}

	private @Nullable CallSummary abandoned(Supplier<Failure> why) {
		if (this.summary != null) {
			return this.summary;
		}
		StreamAttempt attempt = this.current;
		if (attempt == null) {
			this.journey.stop(why.get());
		}
		else if (attempt.isAsked()) {
			this.journey.failedForGood(why.get(), attempt.measured());
		}
		else {
			this.journey.withdraw(why.get(), attempt.measured());
		}
		return end();
	}

	/**
	 * Takes a step of the call while nobody else does.
	 */
	private synchronized <T extends @Nullable Object> T inCall(Supplier<T> step) {
		CallScope scope = this.journey.openScope();
		try {
			return step.get();
		}
		finally {
			scope.close();
		}
	}

	private synchronized boolean isOver() {
		return this.summary != null;
	}

	private synchronized CallSummary end() {
		CallSummary ended = this.summary;
		if (ended == null) {
			if (!this.answer.content().isEmpty()) {
				this.journey.observation().delivered(this.answer.content());
			}
			ended = this.engine.end(this.journey);
			this.summary = ended;
		}
		return ended;
	}

	/**
	 * Stands for a failure that was asked for.
	 */
	@SuppressWarnings("serial")
	private static final class RehearsedException extends RuntimeException {

		private final Failure failure;

		RehearsedException(Failure failure) {
			super(null, null, false, false);
			this.failure = failure;
		}

	}

}
