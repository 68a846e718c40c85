package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.budget.BudgetState;

/**
 * What was spent, in the configured currency, at one moment.
 *
 * @param currency the name of the currency
 * @param total everything together
 * @param providers the share of each provider, by name in declared order
 * @param budgets every budget, the widest first
 */
public record SpendReport(String currency, Spend total, Map<String, Spend> providers, List<BudgetState> budgets) {

	/**
	 * What was spent in the current day and month.
	 *
	 * @param today since midnight in the zone of the budgets
	 * @param month since the first of the month
	 * @param reserved what is held for attempts under way
	 */
	public record Spend(BigDecimal today, BigDecimal month, BigDecimal reserved) {

		/** Nothing. */
		static final Spend NOTHING = new Spend(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

	}

}
