package io.github.llmfallback.budget;

import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One counter in one window. Its figures are read and changed with its lock held; where
 * several locks are needed they are taken in the order of their numbers.
 */
@SuppressWarnings("serial")
final class Counter extends ReentrantLock {

	private final BudgetKey key;

	private final long number;

	private final long end;

	private long spent;

	private long reserved;

	Counter(BudgetKey key, long number, long now, ZoneId zone) {
		this.key = key;
		this.number = number;
		this.end = key.window().endOf(Instant.ofEpochMilli(now), zone).toEpochMilli();
	}

	long number() {
		return this.number;
	}

	BudgetKey key() {
		return this.key;
	}

	boolean hasEnded(long now) {
		return now >= this.end;
	}

	boolean fits(long amount, long limit) {
		return Headroom.fits(amount, limit, this.spent, this.reserved);
	}

	void hold(long amount) {
		this.reserved += amount;
	}

	void giveBack(long amount) {
		this.reserved -= amount;
	}

	/**
	 * Adds spending.
	 * @return what was spent before
	 */
	long charge(long cost) {
		long before = this.spent;
		this.spent = Headroom.sum(before, cost);
		return before;
	}

	void reset() {
		this.spent = 0;
	}

	BudgetUsage usage() {
		return new BudgetUsage(this.key, this.spent, this.reserved, Instant.ofEpochMilli(this.end));
	}

}
