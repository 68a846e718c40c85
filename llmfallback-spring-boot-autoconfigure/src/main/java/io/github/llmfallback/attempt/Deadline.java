package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a call has to end. Others who come to wait for the same call can put it off.
 */
public final class Deadline {

	/** A century, which the clock's range is sure to hold. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final LongSupplier nanoTime;

	private volatile long endNanos;

	/**
	 * A deadline after a duration from now.
	 * @param nanoTime the clock, as {@link System#nanoTime()}
	 * @param timeout from now to the deadline; a century at most counts
	 */
	public Deadline(LongSupplier nanoTime, Duration timeout) {
		this(nanoTime, nanoTime.getAsLong(), timeout);
	}

	/**
	 * A deadline after a duration from a moment.
	 * @param now the moment, of the same clock
	 */
	Deadline(LongSupplier nanoTime, long now, Duration timeout) {
		this.nanoTime = nanoTime;
		this.endNanos = now + ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
	}

	private Deadline(Deadline other) {
		this.nanoTime = other.nanoTime;
		this.endNanos = other.endNanos;
	}

	/**
	 * The time left.
	 * @return zero or negative once the deadline has passed
	 */
	public Duration left() {
		return Duration.ofNanos(this.endNanos - this.nanoTime.getAsLong());
	}

	/**
	 * The time left, but no more than a limit.
	 */
	Duration leftAtMost(Duration limit) {
		return leftAtMost(limit, this.nanoTime.getAsLong());
	}

	/**
	 * The time left at a moment, but no more than a limit.
	 */
	Duration leftAtMost(Duration limit, long now) {
		Duration left = Duration.ofNanos(this.endNanos - now);
		return (left.compareTo(limit) < 0) ? left : limit;
	}

	/**
	 * Whether the deadline has passed at a moment.
	 */
	boolean isOver(long now) {
		return this.endNanos - now <= 0;
	}

	/**
	 * Puts the deadline off until another one, unless that is earlier.
	 * @param other a deadline of the same clock
	 */
	public synchronized void extendTo(Deadline other) {
		if (isBefore(other)) {
			this.endNanos = other.endNanos;
		}
	}

	/**
	 * Whether another deadline is later.
	 * @param other a deadline of the same clock
	 * @return {@code false} when both are the same
	 */
	public boolean isBefore(Deadline other) {
		return this.endNanos - other.endNanos < 0;
	}

	/**
	 * A deadline at the same moment, which can be put off on its own.
	 */
	public Deadline copy() {
		return new Deadline(this);
	}

}
