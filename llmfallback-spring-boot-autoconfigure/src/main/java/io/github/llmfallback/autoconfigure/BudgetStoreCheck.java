package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetLedger;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds out why budgets cannot be kept where the configuration wants them. Looks at the
 * names of beans and classes only: nothing is connected to yet.
 */
final class BudgetStoreCheck {

	private static final String PATH = LlmFallbackProperties.PREFIX + ".budget";

	static final String JDBC_CLASS = "org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer";

	static final String REDIS_CLASS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	private final ConfigurableListableBeanFactory beanFactory;

	private final ConfigurationProblems problems;

	BudgetStoreCheck(ConfigurableListableBeanFactory beanFactory, ConfigurationProblems problems) {
		this.beanFactory = beanFactory;
		this.problems = problems;
	}

	void check(BudgetProperties properties) {
		if (!isPresent(BudgetLedger.class)) {
			checkStore(properties.getStore());
		}
		if (properties.isAudit() && !isPresent(AuditLog.class)) {
			checkDatabase(PATH + ".audit", "the audit log");
		}
	}

	private void checkStore(Store store) {
		if (store == Store.JDBC) {
			checkDatabase(PATH + ".store", "the store 'jdbc'");
		}
		else if (store == Store.REDIS && isMissing(REDIS_CLASS)) {
			this.problems.add(PATH + ".store", "the store 'redis' needs a module that is missing",
					"Add the dependency org.springframework.boot:spring-boot-starter-data-redis");
		}
		else if (store == Store.REDIS) {
			this.problems.add(PATH + ".store",
					"the store 'redis' needs a RedisConnectionFactory, and there is none or no primary one",
					"Configure spring.data.redis, mark one RedisConnectionFactory bean as @Primary, or provide a "
							+ "BudgetLedger bean");
		}
	}

	private void checkDatabase(String property, String what) {
		if (isMissing(JDBC_CLASS)) {
			this.problems.add(property, what + " needs a module that is missing",
					"Add the dependency org.springframework.boot:spring-boot-starter-jdbc and the driver of the "
							+ "database");
		}
		else {
			this.problems.add(property, what + " needs a DataSource, and there is none or no primary one",
					"Configure spring.datasource, or mark one DataSource bean as @Primary");
		}
	}

	private boolean isPresent(Class<?> type) {
		return this.beanFactory.getBeanNamesForType(type, true, false).length > 0;
	}

	private boolean isMissing(String type) {
		return !ClassUtils.isPresent(type, this.beanFactory.getBeanClassLoader());
	}

}
