package io.github.llmfallback;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.cache.CachedAnswer;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * A call that makes no request of its own, from the moment on that the application calls.
 */
final class SparedCall {

	private final CallListener listener;

	private final LongSupplier nanoTime;

	private final long start;

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
		this.listener.callSpared(answer.target(), elapsed);
		return FallbackMetadata.addCached(response, answer, elapsed);
	}

	private Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.start);
	}

}
