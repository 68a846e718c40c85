package io.github.llmfallback.budget;

/**
 * Names one counter of a ledger: what it counts and how long.
 *
 * @param scope what is counted
 * @param window after which time counting starts again
 */
public record BudgetKey(BudgetScope scope, BudgetWindow window) {

	/**
	 * Compares what is compared fast first.
	 */
	boolean isSameAs(BudgetKey other) {
		return this.window == other.window && this.scope.equals(other.scope);
	}

}
