package io.github.llmfallback.limit;

import java.util.concurrent.TimeUnit;

/**
 * The admissions of the last minute, oldest first, so that no rolling minute ever holds
 * more than the limit. A token bucket cannot promise that: it lets a full bucket and a
 * minute's refill through within one minute. Memory grows with the admissions of a
 * minute, up to 8 bytes times the limit. Guarded by the {@link RateLimiter}.
 */
final class RequestWindow {

	static final long NANOS = TimeUnit.MINUTES.toNanos(1);

	/** What an array can hold. */
	private static final long MOST = 1 << 30;

	private static final int INITIAL = 16;

	private final long limit;

	/** A ring; the times differ from one another by less than the clock's range. */
	private long[] times = new long[0];

	private int oldest;

	private int size;

	RequestWindow(long limit) {
		this.limit = Math.min(limit, MOST);
	}

	/**
	 * Whether one more request fits.
	 */
	boolean hasRoom(long now) {
		forgetSome(now);
		return this.size < this.limit;
	}

	/**
	 * Adds a request for which there is room.
	 * @param now not before any time given earlier
	 */
	void add(long now) {
		if (this.size == this.times.length) {
			grow();
		}
		this.times[slot(this.size)] = now;
		this.size++;
	}

	/**
	 * Forgets a request as if it had never been added.
	 * @param admitted when it was added
	 */
	void remove(long admitted) {
		int index = firstNotBefore(admitted);
		if (index == this.size || time(index) != admitted) {
			return;
		}
		for (int i = index; i < this.size - 1; i++) {
			this.times[slot(i)] = time(i + 1);
		}
		this.size--;
	}

	/**
	 * Requests that fit.
	 */
	long available(long now) {
		return this.limit - (this.size - firstNotBefore(now - NANOS + 1));
	}

	/**
	 * How long until one more request fits.
	 * @return nanoseconds, 0 when it fits now
	 */
	long nanosUntilRoom(long now) {
		return hasRoom(now) ? 0 : NANOS - (now - time(0));
	}

	/**
	 * Forgets at most two requests, which is more than are added, so that no call pays
	 * for a long silence before it.
	 */
	private void forgetSome(long now) {
		for (int i = 0; i < 2 && this.size > 0 && now - time(0) >= NANOS; i++) {
			this.oldest = slot(1);
			this.size--;
		}
	}

	private int firstNotBefore(long nanos) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (time(middle) - nanos < 0) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private void grow() {
		long[] larger = new long[(int) Math.min(this.limit, Math.max(INITIAL, this.times.length * 2L))];
		int untilEnd = this.times.length - this.oldest;
		System.arraycopy(this.times, this.oldest, larger, 0, untilEnd);
		System.arraycopy(this.times, 0, larger, untilEnd, this.oldest);
		this.times = larger;
		this.oldest = 0;
	}

	private long time(int index) {
		return this.times[slot(index)];
	}

	private int slot(int index) {
		int slot = this.oldest + index;
		return (slot < this.times.length) ? slot : slot - this.times.length;
	}

}
