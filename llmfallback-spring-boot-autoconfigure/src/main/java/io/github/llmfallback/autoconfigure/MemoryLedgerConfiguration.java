package io.github.llmfallback.autoconfigure;

import java.time.InstantSource;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.MemoryLedger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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

	@Bean
	@Lazy
	MemoryLedger llmFallbackBudgetLedger(LlmFallbackProperties properties) {
		BudgetProperties budget = properties.getBudget();
		boolean chosen = budget.getStore() == Store.MEMORY;
		if (chosen || properties.isBudgetLimited()) {
			logger.info("Spending is kept in the memory of this instance");
		}
		if (!chosen && properties.isBudgetLimited()) {
			logger.warn("A restart forgets what was spent, and each instance of the application has the budgets to "
					+ "itself. Connect the application to Redis or to a database, or set "
					+ "llm.fallback.budget.store=memory to agree");
		}
		return new MemoryLedger(budget.getZone(), budget.getReservationTtl(), InstantSource.system());
	}

}
