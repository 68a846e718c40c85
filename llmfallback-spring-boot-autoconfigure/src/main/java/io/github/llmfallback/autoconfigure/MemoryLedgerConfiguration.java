package io.github.llmfallback.autoconfigure;

import java.time.InstantSource;

import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.autoconfigure.BudgetProperties.Store;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.MemoryLedger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Keeps spending in memory, where nothing else is asked for or at hand.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(Store.MEMORY)
@ConditionalOnMissingBean(BudgetLedger.class)
class MemoryLedgerConfiguration {

	private static final Log logger = LogFactory.getLog(BudgetLedger.class);

	private static final String FORGETFUL = "A restart forgets what was spent, and each instance of the application "
			+ "has the budgets to itself. ";

	@Bean
	@Lazy
	MemoryLedger llmFallbackBudgetLedger(LlmFallbackProperties properties, ObjectProvider<LlmProvider> providers) {
		BudgetProperties budget = properties.getBudget();
		boolean chosen = budget.getStore() == Store.MEMORY;
		boolean configured = properties.isBudgetLimited();
		boolean limited = configured || providers.stream().anyMatch((provider) -> provider.budget().isSet());
		if (chosen || limited) {
			logger.info("Spending is kept in the memory of this instance");
		}
		if (!chosen && limited) {
			logger.warn(FORGETFUL + (configured
					? "Connect the application to Redis or to a database, or set llm.fallback.budget.store=memory to "
							+ "agree"
					: "Budgets of LlmProvider beans choose no store: set llm.fallback.budget.store to redis or jdbc, "
							+ "or to memory to agree"));
		}
		return new MemoryLedger(budget.getZone(), budget.getReservationTtl(), InstantSource.system());
	}

}
