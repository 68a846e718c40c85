package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.LlmProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Finds everything wrong with the budgets, apart from where they are kept.
 */
final class BudgetCheck {

	/** More does not fit where money is counted. */
	private static final BigDecimal MOST = new BigDecimal(9_000_000_000L);

	private static final String PATH = LlmFallbackProperties.PREFIX + ".budget";

	private final ConfigurationProblems problems;

	BudgetCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	/**
	 * Looks for problems.
	 * @param properties the configuration
	 * @param declared the providers by the names they go by
	 * @param beans the providers that the application adds
	 */
	void check(LlmFallbackProperties properties, Map<String, ProviderProperties> declared, List<LlmProvider> beans) {
		BudgetProperties budget = properties.getBudget();
		this.problems.addUnless(StringUtils.hasText(budget.getCurrency()), PATH + ".currency", "it is empty",
				"Set the name of the currency, USD for example, or leave it out");
		checkPerRequest(budget.getPerRequest());
		checkAmount(PATH + ".daily", budget.getDaily());
		checkAmount(PATH + ".monthly", budget.getMonthly());
		declared
			.forEach((name, provider) -> checkLimits(LlmFallbackProperties.PREFIX + ".providers." + name + ".budget",
					provider.getBudget()));
		budget.getTags().forEach(this::checkTag);
		checkThresholds(budget);
		this.problems.addUnless(budget.getReservationTtl().toMillis() > 0, PATH + ".reservation-ttl",
				"'" + budget.getReservationTtl() + "' holds nothing", "Set a duration such as 5m");
		boolean limited = properties.isBudgetLimited() || beans.stream().anyMatch((bean) -> bean.budget().isSet());
		if (budget.getReservationTtl().toMillis() > 0 && limited) {
			checkTimeToLive(properties, declared, beans);
		}
	}

	private void checkPerRequest(@Nullable BigDecimal amount) {
		if (amount != null && amount.signum() == 0) {
			this.problems.add(PATH + ".per-request", "'" + amount + "' lets no call be paid for",
					"Set a positive amount, or leave it out; 'daily: 0' keeps to free providers");
			return;
		}
		checkAmount(PATH + ".per-request", amount);
	}

	private void checkTag(String tag, Map<String, WindowLimitsProperties> values) {
		String path = PATH + ".tags." + tag;
		this.problems.addUnless(!tag.equals("provider") && !tag.contains(":"), path,
				"the tag '" + tag + "' would be taken for something else",
				"Give it another name: not 'provider', and without ':'");
		values.forEach((value, limits) -> checkLimits(path + "." + value, limits));
	}

	private void checkLimits(String path, WindowLimitsProperties limits) {
		checkAmount(path + ".daily", limits.getDaily());
		checkAmount(path + ".monthly", limits.getMonthly());
	}

	private void checkAmount(String property, @Nullable BigDecimal amount) {
		this.problems.addUnless(amount == null || (amount.signum() >= 0 && amount.compareTo(MOST) <= 0), property,
				"'" + amount + "' is no amount of money that can be counted",
				"Set a decimal from 0 to " + MOST + ", or leave it out for no limit");
	}

	private void checkThresholds(BudgetProperties budget) {
		for (double threshold : budget.getAlertThresholds()) {
			this.problems.addUnless(threshold > 0 && threshold <= 1, PATH + ".alert-thresholds",
					"'" + threshold + "' is no share of a budget", "Set numbers above 0 and up to 1, 0.8 for example");
		}
	}

	/**
	 * Money that is held must not count as lost while its attempt still runs.
	 */
	private void checkTimeToLive(LlmFallbackProperties properties, Map<String, ProviderProperties> declared,
			List<LlmProvider> beans) {
		Map<String, Duration> timeouts = new LinkedHashMap<>();
		timeouts.put("'" + LlmFallbackProperties.PREFIX + ".timeout'", properties.getTimeout());
		declared.forEach((name, provider) -> timeouts
			.put("'" + LlmFallbackProperties.PREFIX + ".providers." + name + ".timeout'", provider.getTimeout()));
		beans.forEach(
				(bean) -> timeouts.put("the timeout of the LlmProvider bean '" + bean.name() + "'", bean.timeout()));
		Map.Entry<String, Duration> longest = Collections.max(timeouts.entrySet(), Map.Entry.comparingByValue());
		Duration timeToLive = properties.getBudget().getReservationTtl();
		this.problems.addUnless(timeToLive.compareTo(longest.getValue()) > 0, PATH + ".reservation-ttl",
				"'" + timeToLive + "' is not longer than " + longest.getKey() + ", which is '" + longest.getValue()
						+ "', so what is held for an attempt would count as spent while it runs",
				"Set it to more than " + longest.getValue().toSeconds() + "s, or shorten " + longest.getKey());
	}

}
