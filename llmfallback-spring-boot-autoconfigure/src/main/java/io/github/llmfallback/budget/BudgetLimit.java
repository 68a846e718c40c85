package io.github.llmfallback.budget;

/**
 * The most that one counter may reach.
 *
 * @param key the counter
 * @param limit nano-units of the currency, not negative; {@link #UNLIMITED} to count
 * without a limit
 */
public record BudgetLimit(BudgetKey key, long limit) {

	/** Counts what is spent without bounding it. */
	public static final long UNLIMITED = Long.MAX_VALUE;

	public BudgetLimit {
		if (limit < 0) {
			throw new IllegalArgumentException("a budget must not be negative");
		}
	}

}
