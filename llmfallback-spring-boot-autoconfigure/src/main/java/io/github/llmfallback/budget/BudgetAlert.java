package io.github.llmfallback.budget;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Published when spending reaches a threshold of a budget: once per threshold and window,
 * over all instances that share a store, and again after a reset.
 *
 * @param scope which budget
 * @param window its window
 * @param threshold the share of the limit that is reached
 * @param limit the most that may be spent
 * @param spent what is spent
 * @param resetsAt when the window ends
 */
public record BudgetAlert(String scope, BudgetWindow window, double threshold, BigDecimal limit, BigDecimal spent,
		Instant resetsAt) {

}
