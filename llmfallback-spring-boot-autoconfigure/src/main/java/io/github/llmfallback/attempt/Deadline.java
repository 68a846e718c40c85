package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a call has to end.
 */
final class Deadline {

	/** A century, which the clock's range is sure to hold. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final LongSupplier nanoTime;

	private final long endNanos;

	Deadline(LongSupplier nanoTime, Duration timeout) {
		this.nanoTime = nanoTime;
		this.endNanos = nanoTime.getAsLong() + ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
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
