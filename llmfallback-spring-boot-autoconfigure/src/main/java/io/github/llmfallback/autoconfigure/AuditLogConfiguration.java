package io.github.llmfallback.autoconfigure;

import javax.sql.DataSource;

import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.jdbc.JdbcAuditLog;

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
 * Writes charged attempts to the application's database, wherever spending is kept.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
@Conditional(OnAuditCondition.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(AuditLog.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
class AuditLogConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "llmFallbackAuditSchemaInitializer")
	@Conditional(OnSchemaInitializationCondition.class)
	BudgetSchemaInitializer llmFallbackAuditSchemaInitializer(DataSource dataSource, LlmFallbackProperties properties) {
		return new BudgetSchemaInitializer(dataSource, BudgetTable.AUDIT, properties.getBudget().getJdbc());
	}

	@Bean
	@Lazy
	@DependsOnDatabaseInitialization
	JdbcAuditLog llmFallbackAuditLog(DataSource dataSource) {
		BudgetTable.AUDIT.require(dataSource);
		return new JdbcAuditLog(dataSource, System::nanoTime);
	}

}
