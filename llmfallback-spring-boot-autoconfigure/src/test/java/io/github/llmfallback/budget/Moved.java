package io.github.llmfallback.budget;

/**
 * A {@link SpendChange} in whichever window.
 *
 * @param key the counter
 * @param before what was spent before
 * @param after what is spent now
 */
public record Moved(BudgetKey key, long before, long after) {

	public static Moved of(SpendChange change) {
		return new Moved(change.key(), change.before(), change.after());
	}

}
