package io.github.llmfallback.budget;

import java.time.Instant;
import java.time.ZoneId;

/**
 * One counter in one window. Guarded by the {@link MemoryLedger}.
 */
final class Counter {

	private final BudgetKey key;

	private final long end;

	private long spent;

	private long reserved;

	Counter(BudgetKey key, long now, ZoneId zone) {
		this.key = key;
		this.end = key.window().endOf(Instant.ofEpochMilli(now), zone).toEpochMilli();
	}

	BudgetKey key() {
		return this.key;
	}

	/**
	 * When its window ends, in milliseconds since 1970.
	 */
	long end() {
		return this.end;
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
