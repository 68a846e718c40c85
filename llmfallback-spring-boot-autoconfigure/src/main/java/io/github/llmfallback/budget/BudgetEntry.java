package io.github.llmfallback.budget;

/**
 * Whether an attempt may be paid for.
 */
public sealed interface BudgetEntry permits BudgetHold, BudgetRefusal {

}
