package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The share of failed calls within a sliding window, counted by the second. Once the
 * threshold is reached, it stays exceeded and the figures stay as they were. Threads that
 * count do not wait for each other.
 */
final class FailureRate {

	private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

	private final CircuitSettings settings;

	private final LongSupplier nanoTime;

	private final long start;

	/** A ring; a second's place is its number by the length of the window. */
	private final AtomicReferenceArray<@Nullable Second> window;

	/** The latest second with a failure: without one there is nothing to judge. */
	private volatile long failedLately = -1;

	/**
	 * The latest second in which there were enough calls, and enough of them answered.
	 */
	private volatile long wellAt = -1;

	private volatile @Nullable Tally exceeded;

	FailureRate(CircuitSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.window = new AtomicReferenceArray<>(seconds(settings.slidingWindow()));
	}

	private static int seconds(Duration window) {
		return Math.toIntExact(window.plusNanos(NANOS - 1).toSeconds());
	}

	void succeeded(long nanos) {
		long now = number(nanos);
		second(now).succeeded.increment();
		if (mayTip(now)) {
			judge(now);
		}
	}

	void failed() {
		long now = now();
		second(now).failed.increment();
		this.failedLately = now;
		judge(now);
	}

	boolean isExceeded() {
		return this.exceeded != null;
	}

	/**
	 * The share of failed calls in percent.
	 * @return 0 while there are fewer calls than the minimum
	 */
	float percent() {
		return tally().percent(this.settings.minimumCalls());
	}

	int calls() {
		return (int) Math.min(Integer.MAX_VALUE, tally().calls);
	}

	/**
	 * Whether an answer may make the rate exceeded: by making the minimum of calls full,
	 * or because answers have left the window, which they do by the second.
	 */
	private boolean mayTip(long now) {
		long failed = this.failedLately;
		return failed >= 0 && now - failed < this.window.length() && this.wellAt != now;
	}

	private Tally tally() {
		Tally last = this.exceeded;
		return (last != null) ? last : tally(now());
	}

	private void judge(long now) {
		Tally tally = tally(now);
		if (this.exceeded != null || tally.calls < this.settings.minimumCalls()) {
			return;
		}
		if (tally.percent(this.settings.minimumCalls()) >= this.settings.failureRateThreshold()) {
			this.exceeded = tally;
		}
		else {
			this.wellAt = now;
		}
	}

	/**
	 * Adds up the window, failures first: one that comes meanwhile is judged by whoever
	 * counts it, while an answer that was missed would make the share too large.
	 */
	private Tally tally(long now) {
		long succeeded = 0;
		long failed = 0;
		for (int i = 0; i < this.window.length(); i++) {
			Second second = this.window.get(i);
			if (second != null && now - second.number < this.window.length()) {
				failed += second.failed.sum();
				succeeded += second.succeeded.sum();
			}
		}
		return new Tally(succeeded + failed, failed);
	}

	private long now() {
		return number(this.nanoTime.getAsLong());
	}

	/**
	 * The number of the second that a reading of the clock falls into.
	 */
	private long number(long nanos) {
		return (nanos - this.start) / NANOS;
	}

	/**
	 * Where to count now. A thread that comes late counts in the newer second that has
	 * taken the place of its own.
	 */
	private Second second(long now) {
		int place = Math.floorMod(now, this.window.length());
		for (;;) {
			Second known = this.window.get(place);
			if (known != null && known.number >= now) {
				return known;
			}
			Second next = new Second(now);
			if (this.window.compareAndSet(place, known, next)) {
				return next;
			}
		}
	}

	/**
	 * The calls of one second.
	 */
	private static final class Second {

		private final long number;

		private final LongAdder succeeded = new LongAdder();

		private final LongAdder failed = new LongAdder();

		Second(long number) {
			this.number = number;
		}

	}

	/**
	 * The calls of the window.
	 *
	 * @param calls all of them
	 * @param failed those that failed
	 */
	private record Tally(long calls, long failed) {

		float percent(int minimumCalls) {
			return (this.calls >= minimumCalls) ? this.failed * 100f / this.calls : 0;
		}

	}

}
