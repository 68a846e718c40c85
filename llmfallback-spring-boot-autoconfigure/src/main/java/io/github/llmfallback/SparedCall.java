package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.cache.CachedAnswer;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * A call that makes no request of its own, from the moment on that the application calls.
 * The listener learns once how it ends.
 */
final class SparedCall {

	private final CallListener listener;

	private final LongSupplier nanoTime;

	private final long start;

	private final AtomicBoolean told = new AtomicBoolean();

	SparedCall(CallListener listener, LongSupplier nanoTime) {
		this.listener = listener;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/**
	 * Another call brought the answer.
	 */
	ChatResponse answered(ChatResponse response, CachedAnswer answer) {
		Duration elapsed = elapsed();
		if (this.told.compareAndSet(false, true)) {
			this.listener.callSpared(answer.target(), elapsed);
		}
		return FallbackMetadata.addCached(response, answer, elapsed);
	}

	/**
	 * Another call brought no answer, or not in time.
	 */
	void unanswered(String outcome, Ending ending) {
		if (this.told.compareAndSet(false, true)) {
			this.listener.callUnanswered(outcome, ending, elapsed());
		}
	}

	private Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.start);
	}

}
