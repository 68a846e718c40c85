package io.github.llmfallback.observation;

import java.math.BigDecimal;

import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.pricing.Money;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a line at WARN for each alert and each overrun of a budget.
 */
public final class BudgetLog implements BudgetListener {

	/** The name of the logger. */
	public static final String LOGGER = "io.github.llmfallback.budgets";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private final String currency;

	/**
	 * Creates the log.
	 * @param currency of every amount
	 */
	public BudgetLog(String currency) {
		this.currency = currency;
	}

	@Override
	public void alert(BudgetAlert alert) {
		logger.atWarn()
			.addKeyValue("scope", alert.scope())
			.addKeyValue("window", alert.window())
			.addKeyValue("threshold", alert.threshold())
			.addKeyValue("limit", alert.limit())
			.addKeyValue("spent", alert.spent())
			.addKeyValue("currency", this.currency)
			.addKeyValue("resetsAt", alert.resetsAt())
			.log("The {} budget '{}' has reached {} %: {} of {} {} spent, it resets at {}", alert.window(),
					alert.scope(), Math.round(alert.threshold() * 100), alert.spent().toPlainString(),
					alert.limit().toPlainString(), this.currency, alert.resetsAt());
	}

	@Override
	public void overrun(long overrun) {
		BigDecimal amount = Money.toDecimal(overrun);
		logger.atWarn()
			.addKeyValue("overrun", amount)
			.addKeyValue("currency", this.currency)
			.log("An attempt cost {} {} more than was reserved for it; that is charged too", amount.toPlainString(),
					this.currency);
	}

}
