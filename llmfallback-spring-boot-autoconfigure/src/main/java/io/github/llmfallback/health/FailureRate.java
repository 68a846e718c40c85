package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * The share of failed calls within a sliding window, as Resilience4j counts them. Once
 * the threshold is reached, it stays exceeded.
 */
final class FailureRate {

	private final CircuitBreaker breaker;

	FailureRate(CircuitBreakerConfig config) {
		this.breaker = CircuitBreaker.of("provider", config);
	}

	void succeeded(Duration elapsed) {
		this.breaker.onSuccess(elapsed.toNanos(), TimeUnit.NANOSECONDS);
	}

	void failed(Duration elapsed) {
		this.breaker.onError(elapsed.toNanos(), TimeUnit.NANOSECONDS, new RecordedFailure());
	}

	boolean isExceeded() {
		return this.breaker.getState() != CircuitBreaker.State.CLOSED;
	}

	/**
	 * The share of failed calls in percent.
	 * @return 0 while there are fewer calls than the minimum
	 */
	float percent() {
		return Math.max(0, this.breaker.getMetrics().getFailureRate());
	}

	int calls() {
		return this.breaker.getMetrics().getNumberOfBufferedCalls();
	}

	/** Stands for every failure: Resilience4j wants to see one. */
	private static final class RecordedFailure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		RecordedFailure() {
			super("failed", null, false, false);
		}

	}

}
