package io.github.llmfallback.budget;

import org.jspecify.annotations.Nullable;

/**
 * Leave to make an attempt, with the money for it where a budget counts it. Ended exactly
 * once.
 */
public final class BudgetHold implements BudgetEntry {

	/** Stands for an attempt that no ledger holds money for. */
	static final long NOT_RESERVED = -1;

	private final Bookings bookings;

	private final String id;

	private final CounterGroup counters;

	private final long reserved;

	private final @Nullable Long outputTokens;

	BudgetHold(Bookings bookings, String id, CounterGroup counters, long reserved, @Nullable Long outputTokens) {
		this.bookings = bookings;
		this.id = id;
		this.counters = counters;
		this.reserved = reserved;
		this.outputTokens = outputTokens;
	}

	/**
	 * How long the answer may be for the money to suffice.
	 * @return tokens, or {@code null} when no budget counts the attempt
	 */
	public @Nullable Long outputTokens() {
		return this.outputTokens;
	}

	/**
	 * Pays for the attempt.
	 * @param cost what it cost in nano-units; {@code null} when nobody knows, which is
	 * not counted
	 */
	public void settle(@Nullable Long cost) {
		long paid = (cost != null) ? cost : 0;
		if (this.reserved == NOT_RESERVED) {
			this.bookings.charge(this.id, paid, this.counters);
		}
		else if (paid == 0) {
			this.bookings.release(this.id);
		}
		else {
			this.bookings.settle(this.id, paid, this.reserved, this.counters);
		}
	}

	/**
	 * Gives the money back, because the attempt is not made or was not billed.
	 */
	public void release() {
		settle(0L);
	}

}
