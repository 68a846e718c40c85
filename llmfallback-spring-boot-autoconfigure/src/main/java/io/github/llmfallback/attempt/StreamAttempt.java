package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * One target's stream. Chunks that hold nothing are kept back until content arrives, so
 * that another provider can still take over unnoticed; the chunk that ends the answer is
 * kept back until the stream does, so that it can carry the metadata of the call.
 */
final class StreamAttempt {

	private final CallEngine engine;

	private final Journey journey;

	private final BiFunction<ChatResponse, CallSummary, ChatResponse> completion;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final List<ChatResponse> heldBack = new ArrayList<>(1);

	private long startedNanos;

	private boolean heldContent;

	private @Nullable String finishReason;

	private boolean delivered;

	private @Nullable TokenUsage usage;

	StreamAttempt(CallEngine engine, Journey journey, BiFunction<ChatResponse, CallSummary, ChatResponse> completion) {
		this.engine = engine;
		this.journey = journey;
		this.completion = completion;
	}

	void started() {
		Target target = this.journey.target();
		if (target != null) {
			this.engine.listener().attemptStarted(target);
		}
		this.startedNanos = this.engine.nanoTime();
	}

	/**
	 * Takes a chunk.
	 * @return the chunks to deliver now
	 */
	List<ChatResponse> received(ChatResponse chunk) {
		TokenUsage reported = TokenUsage.of(chunk.getMetadata().getUsage());
		this.usage = (reported != null) ? reported : this.usage;
		String finishReason = AnswerContent.finishReason(chunk);
		this.finishReason = (finishReason != null) ? finishReason : this.finishReason;
		if (!AnswerContent.isPresent(chunk)) {
			this.heldBack.add(chunk);
			return List.of();
		}
		return (finishReason != null) ? receivedEnd(chunk) : receivedContent(chunk);
	}

	private List<ChatResponse> receivedContent(ChatResponse chunk) {
		this.delivered = true;
		this.heldContent = false;
		if (this.heldBack.isEmpty()) {
			return List.of(chunk);
		}
		this.heldBack.add(chunk);
		return release();
	}

	/**
	 * Keeps back what looks like the end of the answer. Google's chunks all do, so what
	 * looked like the end before is delivered now.
	 */
	private List<ChatResponse> receivedEnd(ChatResponse chunk) {
		this.delivered |= this.heldContent;
		List<ChatResponse> chunks = (this.heldContent) ? release() : List.of();
		this.heldBack.add(chunk);
		this.heldContent = true;
		return chunks;
	}

	private List<ChatResponse> release() {
		List<ChatResponse> chunks = List.copyOf(this.heldBack);
		this.heldBack.clear();
		return chunks;
	}

	/**
	 * Ends the answer.
	 * @return the chunks held back, the last one carrying the metadata of the call
	 */
	Flux<ChatResponse> completed() {
		Failure failure = AnswerJudge.judgeStream(this.delivered || this.heldContent, this.finishReason);
		if (failure != null) {
			return Flux.error(new JudgedException(failure));
		}
		if (!this.ended.compareAndSet(false, true)) {
			return Flux.empty();
		}
		this.journey.succeeded(this.engine.since(this.startedNanos), this.usage);
		CallSummary summary = this.engine.end(this.journey);
		ChatResponse last = this.heldBack.isEmpty() ? new ChatResponse(List.of())
				: this.heldBack.remove(this.heldBack.size() - 1);
		this.heldBack.add(this.completion.apply(last, summary));
		return Flux.fromIterable(this.heldBack);
	}

	void failed(Throwable error) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		Failure failure = (error instanceof JudgedException judged) ? judged.failure : this.engine.classify(error);
		finish(failure, this.delivered);
	}

	/**
	 * The subscriber has gone away.
	 */
	void cancelled() {
		if (this.ended.compareAndSet(false, true)) {
			finish(Failure.of(FailureKind.CANCELLED, "the subscriber cancelled the stream"), true);
			this.engine.end(this.journey);
		}
	}

	private void finish(Failure failure, boolean forGood) {
		Duration elapsed = this.engine.since(this.startedNanos);
		if (forGood) {
			this.journey.failedForGood(failure, elapsed, this.usage);
		}
		else {
			this.journey.failed(failure, elapsed, this.usage);
		}
	}

	@SuppressWarnings("serial")
	private static final class JudgedException extends RuntimeException {

		private final Failure failure;

		JudgedException(Failure failure) {
			super(null, null, false, false);
			this.failure = failure;
		}

	}

}
