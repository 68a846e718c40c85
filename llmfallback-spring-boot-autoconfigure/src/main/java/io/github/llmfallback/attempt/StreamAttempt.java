package io.github.llmfallback.attempt;

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

	private boolean content;

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
		boolean hasContent = AnswerContent.isPresent(chunk);
		this.content |= hasContent;
		if (!hasContent || AnswerContent.finishReason(chunk) != null) {
			this.heldBack.add(chunk);
			return List.of();
		}
		this.delivered = true;
		if (this.heldBack.isEmpty()) {
			return List.of(chunk);
		}
		List<ChatResponse> chunks = new ArrayList<>(this.heldBack);
		chunks.add(chunk);
		this.heldBack.clear();
		return chunks;
	}

	/**
	 * Ends the answer.
	 * @return the chunks held back, the last one carrying the metadata of the call
	 */
	Flux<ChatResponse> completed() {
		if (!this.content) {
			return Flux.error(new EmptyStreamException());
		}
		if (!this.ended.compareAndSet(false, true)) {
			return Flux.empty();
		}
		this.engine.listener()
			.attemptFinished(this.journey.succeeded(this.engine.since(this.startedNanos), this.usage));
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
		Failure failure = (error instanceof EmptyStreamException)
				? Failure.of(FailureKind.EMPTY_RESPONSE, "the stream ended without content")
				: this.engine.classify(error);
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
		Attempt attempt = forGood
				? this.journey.failedForGood(failure, this.engine.since(this.startedNanos), this.usage)
				: this.journey.failed(failure, this.engine.since(this.startedNanos), this.usage);
		this.engine.listener().attemptFinished(attempt);
	}

	@SuppressWarnings("serial")
	private static final class EmptyStreamException extends RuntimeException {

		EmptyStreamException() {
			super(null, null, false, false);
		}

	}

}
