package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.redis.RedisLedger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * Keeps spending in Redis. Instances with the same {@code spring.application.name} share
 * it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
@ConditionalOnMissingBean(BudgetLedger.class)
@ConditionalOnStore(Store.REDIS)
class RedisLedgerConfiguration {

	private static final Log logger = LogFactory.getLog(BudgetLedger.class);

	private static final String UNNAMED = "default";

	@Bean
	@Lazy
	RedisLedger llmFallbackBudgetLedger(RedisConnectionFactory connections, LlmFallbackProperties properties,
			Environment environment) {
		String name = environment.getProperty("spring.application.name");
		String application = StringUtils.hasText(name) ? name : UNNAMED;
		BudgetProperties budget = properties.getBudget();
		logger.info("Spending is kept in Redis, shared by all instances of the application '" + application + "'");
		return new RedisLedger(connections, application, budget.getZone(), budget.getReservationTtl());
	}

}
