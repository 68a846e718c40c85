package io.github.llmfallback.limit;

import java.util.concurrent.TimeUnit;

/**
 * The admissions of the last minute, oldest first, so that no rolling minute ever holds
 * more than the limit. A token bucket cannot promise that: it lets a full bucket and a
 * minute's refill through within one minute. Up to a limit of 60,000, each admission
 * leaves the window a minute after it came. Above, those of the same millisecond leave
 * together, with the last of them, so that memory stays below a megabyte. Guarded by the
 * {@link RateLimiter}.
 */
final class RequestWindow {

	static final long NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int INITIAL = 16;

	private final long limit;

	/** Admissions of the same so many nanoseconds share an entry. */
	private final long grain;

	/** A ring; the times differ from one another by less than the clock's range. */
	private long[] times = new long[INITIAL];

	/** How many admissions each entry stands for, of which its time is the latest. */
	private int[] counts = new int[INITIAL];

	private int oldest;

	private int size;

	private long admitted;

	RequestWindow(long limit) {
		this.limit = limit;
		this.grain = (limit > NANOS / MILLISECOND) ? MILLISECOND : 1;
	}

	/**
	 * Whether one more request fits.
	 */
	boolean hasRoom(long now) {
		forgetSome(now);
		return this.admitted < this.limit;
	}

	/**
	 * Adds a request for which there is room.
	 * @param now not before any time given earlier
	 */
	void add(long now) {
		if (this.size == 0 || !isSameGrain(this.times[slot(this.size - 1)], now)) {
			if (this.size == this.times.length) {
				grow();
			}
			this.counts[slot(this.size)] = 0;
			this.size++;
		}
		int latest = slot(this.size - 1);
		this.times[latest] = now;
		this.counts[latest]++;
		this.admitted++;
	}

	/**
	 * Forgets a request as if it had never been added.
	 * @param admitted when it was added
	 */
	void remove(long admitted) {
		int index = firstNotBefore(admitted);
		if (index == this.size || !isSameGrain(admitted, time(index))) {
			return;
		}
		this.admitted--;
		if (--this.counts[slot(index)] == 0) {
			removeEntry(index);
		}
	}

	/**
	 * Requests that fit.
	 */
	long available(long now) {
		boolean more = true;
		while (more) {
			more = forgetOldest(now);
		}
		return this.limit - this.admitted;
	}

	/**
	 * How long until one more request fits.
	 * @return nanoseconds, 0 when it fits now
	 */
	long nanosUntilRoom(long now) {
		return hasRoom(now) ? 0 : NANOS - (now - time(0));
	}

	/**
	 * Forgets at most two entries, which is more than are added, so that no call pays for
	 * a long silence before it.
	 */
	private void forgetSome(long now) {
		if (forgetOldest(now)) {
			forgetOldest(now);
		}
	}

	private boolean forgetOldest(long now) {
		boolean over = this.size > 0 && now - time(0) >= NANOS;
		if (over) {
			this.admitted -= this.counts[this.oldest];
			this.oldest = slot(1);
			this.size--;
		}
		return over;
	}

	private boolean isSameGrain(long earlier, long later) {
		return Math.floorDiv(earlier, this.grain) == Math.floorDiv(later, this.grain);
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

	private void removeEntry(int index) {
		for (int i = index; i < this.size - 1; i++) {
			this.times[slot(i)] = time(i + 1);
			this.counts[slot(i)] = this.counts[slot(i + 1)];
		}
		this.size--;
	}

	private void grow() {
		long[] times = new long[2 * this.size];
		int[] counts = new int[2 * this.size];
		for (int i = 0; i < this.size; i++) {
			times[i] = time(i);
			counts[i] = this.counts[slot(i)];
		}
		this.times = times;
		this.counts = counts;
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
