package io.github.llmfallback.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import io.github.llmfallback.pricing.Money;

/**
 * What people see of one budget, in the configured currency.
 *
 * @param scope what is counted
 * @param window how long
 * @param limit the most that may be spent
 * @param spent what was spent in the current window
 * @param reserved what is held for attempts under way
 * @param remaining what may still be spent; not negative
 * @param resetsAt when the window ends
 * @param alertThresholds shares of the limit at which an alert is due
 * @param alerted those that were reached
 */
public record BudgetState(String scope, BudgetWindow window, BigDecimal limit, BigDecimal spent, BigDecimal reserved,
		BigDecimal remaining, Instant resetsAt, List<Double> alertThresholds, List<Double> alerted) {

	static BudgetState of(BudgetUsage usage, long limit, List<Double> thresholds) {
		long remaining = Math.max(0, limit - usage.spent() - usage.reserved());
		return new BudgetState(usage.key().scope().name(), usage.key().window(), Money.toDecimal(limit),
				Money.toDecimal(usage.spent()), Money.toDecimal(usage.reserved()), Money.toDecimal(remaining),
				usage.resetsAt(), thresholds,
				AlarmLevel.of(limit, thresholds)
					.stream()
					.filter((level) -> usage.spent() >= level.spent())
					.map(AlarmLevel::threshold)
					.toList());
	}

}
