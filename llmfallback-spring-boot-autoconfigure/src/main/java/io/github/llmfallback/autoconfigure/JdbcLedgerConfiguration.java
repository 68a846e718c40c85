package io.github.llmfallback.autoconfigure;

import javax.sql.DataSource;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps spending in the application's database.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(BudgetLedger.class)
@ConditionalOnStore(Store.JDBC)
@Import(DatabaseInitializationDependencyConfigurer.class)
class JdbcLedgerConfiguration {

	private static final Log logger = LogFactory.getLog(BudgetLedger.class);

	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "llmFallbackLedgerSchemaInitializer")
	@Conditional(OnSchemaInitializationCondition.class)
	BudgetSchemaInitializer llmFallbackLedgerSchemaInitializer(DataSource dataSource,
			LlmFallbackProperties properties) {
		return new BudgetSchemaInitializer(dataSource, BudgetTable.LEDGER, properties.getBudget().getJdbc());
	}

	@Bean
	@Lazy
	@DependsOnDatabaseInitialization
	JdbcLedger llmFallbackBudgetLedger(DataSource dataSource, LlmFallbackProperties properties) {
		BudgetTable.LEDGER.require(dataSource);
		BudgetProperties budget = properties.getBudget();
		logger.info("Spending is kept in the application's database");
		return new JdbcLedger(dataSource, budget.getZone(), budget.getReservationTtl());
	}

}
