package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.budget.BudgetLedger;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the {@link BudgetLedger} and the audit log. The stores are
 * imported in the order in which they are chosen.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@ConditionalOnClass(ChatModel.class)
@Conditional(OnEnabledCondition.class)
@EnableConfigurationProperties(LlmFallbackProperties.class)
@Import({ RedisLedgerConfiguration.class, JdbcLedgerConfiguration.class, MemoryLedgerConfiguration.class,
		AuditLogConfiguration.class })
public final class BudgetAutoConfiguration {

}
