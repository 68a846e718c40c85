package io.github.llmfallback.budget;

/**
 * How a charge moved one counter, in nano-units of the currency. Every charge of a ledger
 * is told to exactly one caller, or to none where the ledger says so, so that whoever
 * sees a threshold lie between the two figures is the only one to see it.
 *
 * @param key the counter
 * @param before what was spent before
 * @param after what is spent now; not less than before
 * @param windowEnd when the window ends that the charge went to, in milliseconds since
 * 1970; that may be an earlier one than the current
 */
public record SpendChange(BudgetKey key, long before, long after, long windowEnd) {

}
