package io.github.llmfallback.budget;

import org.jspecify.annotations.Nullable;

/**
 * Whether an attempt may be paid for.
 */
public sealed interface BudgetEntry permits BudgetHold, BudgetRefusal {

	/**
	 * What the store said to the attempt when it was out of reach.
	 * @return {@code null} when it was not, or was not asked
	 */
	@Nullable LedgerUnavailableException storeFailure();

}
