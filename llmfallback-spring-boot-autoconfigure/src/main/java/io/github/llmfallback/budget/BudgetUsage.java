package io.github.llmfallback.budget;

import java.time.Instant;

/**
 * What one counter says in its current window, in nano-units of the currency.
 *
 * @param key the counter
 * @param spent what was charged; not negative
 * @param reserved what is held for attempts under way; not negative
 * @param resetsAt when the window ends
 */
public record BudgetUsage(BudgetKey key, long spent, long reserved, Instant resetsAt) {

}
