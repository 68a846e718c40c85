package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a call has to end.
 */
final class Deadline {

	private final LongSupplier nanoTime;

	private final long endNanos;

	Deadline(LongSupplier nanoTime, Duration timeout) {
		this.nanoTime = nanoTime;
		this.endNanos = nanoTime.getAsLong() + timeout.toNanos();
	}

	/**
	 * The time left.
	 * @return zero or negative once the deadline has passed
	 */
	Duration left() {
		return Duration.ofNanos(this.endNanos - this.nanoTime.getAsLong());
	}

	/**
	 * The time left, but no more than a limit.
	 */
	Duration leftAtMost(Duration limit) {
		Duration left = left();
		return (left.compareTo(limit) < 0) ? left : limit;
	}

}
