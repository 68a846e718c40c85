package io.github.llmfallback.budget;

/**
 * Names one counter of a ledger: what it counts and how long.
 *
 * @param scope what is counted
 * @param window after which time counting starts again
 */
public record BudgetKey(BudgetScope scope, BudgetWindow window) {

}
