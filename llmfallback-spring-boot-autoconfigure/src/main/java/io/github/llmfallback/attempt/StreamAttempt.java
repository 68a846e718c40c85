package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.llmfallback.pricing.TextLength;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * One target's stream. Chunks that hold nothing are kept back until content arrives, so
 * that another provider can still take over unnoticed; the chunk that ends the answer is
 * kept back until the stream does, so that it can carry the metadata of the call.
 */
final class StreamAttempt {

	private final Target target;

	private final @Nullable Long outputTokens;

	private final StreamSettings settings;

	private final Deadline deadline;

	private final Deadline firstTokenDeadline;

	private final LongSupplier nanoTime;

	private final long startedNanos;

	private @Nullable Duration firstToken;

	private final List<ChatResponse> heldBack = new ArrayList<>(1);

	private boolean begun;

	private boolean content;

	private boolean heldContent;

	private boolean unfinishedContent;

	private boolean complete;

	private boolean delivered;

	private @Nullable String finishReason;

	private volatile @Nullable Usage usage;

	private final TextLength length = new TextLength();

	/** Kept by whoever holds the lock of the call. */
	private boolean asked;

	StreamAttempt(Target target, @Nullable Long outputTokens, StreamSettings settings, Deadline deadline,
			Deadline firstTokenDeadline, LongSupplier nanoTime, long startedNanos) {
		this.target = target;
		this.outputTokens = outputTokens;
		this.settings = settings;
		this.deadline = deadline;
		this.firstTokenDeadline = firstTokenDeadline;
		this.nanoTime = nanoTime;
		this.startedNanos = startedNanos;
	}

	Target target() {
		return this.target;
	}

	/**
	 * How long the answer may be for the money to suffice, or all of several together.
	 */
	@Nullable Long outputTokens() {
		return this.outputTokens;
	}

	/**
	 * The time, in nanoseconds since the attempt began; not negative.
	 */
	long now() {
		return Math.max(0, this.nanoTime.getAsLong() - this.startedNanos);
	}

	/**
	 * How long to wait for the next chunk. Chunks that hold nothing do not count as a
	 * first token, and a trickle of chunks does not outlast the call's deadline.
	 * @param since when waiting for it began
	 * @return zero when the time is up
	 */
	Duration patience(long since) {
		Duration patience = this.deadline.leftAtMost(
				this.begun ? this.settings.idleTimeout().minusNanos(now() - since) : this.firstTokenDeadline.left());
		return patience.isNegative() ? Duration.ZERO : patience;
	}

	/**
	 * Notes that the target is about to be asked.
	 */
	void ask() {
		this.asked = true;
	}

	/**
	 * Whether the target was asked.
	 */
	boolean isAsked() {
		return this.asked;
	}

	/**
	 * Takes a chunk.
	 * @return the chunks to deliver now
	 */
	List<ChatResponse> received(ChatResponse chunk) {
		Usage reported = chunk.getMetadata().getUsage();
		if (TokenUsage.isReported(reported)) {
			this.usage = reported;
		}
		String reason = AnswerContent.finishReason(chunk);
		if (reason != null) {
			this.finishReason = reason;
			this.complete = this.unfinishedContent;
		}
		AnswerContent.addTo(this.length, chunk);
		if (!AnswerContent.isPresent(chunk)) {
			this.begun |= this.length.tokens() > 0;
			this.heldBack.add(chunk);
			return List.of();
		}
		if (!this.content) {
			this.begun = true;
			this.content = true;
			this.firstToken = Duration.ofNanos(now());
		}
		return (reason != null) ? receivedEnd(chunk) : receivedContent(chunk);
	}

	private List<ChatResponse> receivedContent(ChatResponse chunk) {
		this.delivered = true;
		this.heldContent = false;
		this.unfinishedContent = true;
		this.complete = false;
		if (this.heldBack.isEmpty()) {
			return List.of(chunk);
		}
		this.heldBack.add(chunk);
		return release();
	}

	/**
	 * Keeps back what looks like the end of the answer. Every chunk of Google's streams
	 * does, so what looked like the end before is delivered now.
	 */
	private List<ChatResponse> receivedEnd(ChatResponse chunk) {
		this.delivered |= this.heldContent;
		List<ChatResponse> chunks = this.heldContent ? release() : List.of();
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
	 * Whether the model has said that the answer is complete, and has written nothing
	 * since. A finish reason on every chunk says nothing.
	 */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Whether the subscriber has seen a part of the answer.
	 */
	boolean isDelivered() {
		return this.delivered;
	}

	/**
	 * Whether the model has begun to answer, or to think about it.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Whether any content arrived.
	 */
	boolean hasContent() {
		return this.content;
	}

	/**
	 * Why the model stopped.
	 * @return {@code null} when it has not said so
	 */
	@Nullable String finishReason() {
		return this.finishReason;
	}

	/**
	 * The chunks that end the answer, at least one.
	 */
	List<ChatResponse> remainder() {
		return this.heldBack.isEmpty() ? List.of(new ChatResponse(List.of())) : List.copyOf(this.heldBack);
	}

	/**
	 * What can be measured up to now.
	 */
	Measured measured() {
		long elapsed = now();
		return new Measured(Duration.ofNanos(elapsed), this.startedNanos + elapsed, this.firstToken,
				TokenUsage.of(this.usage), this.length.tokens());
	}

	@Nullable Usage reportedUsage() {
		return this.usage;
	}

}
