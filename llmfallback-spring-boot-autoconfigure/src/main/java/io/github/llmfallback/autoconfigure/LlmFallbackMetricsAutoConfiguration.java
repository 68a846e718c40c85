package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.observation.AvailabilityGauges;
import io.github.llmfallback.observation.BudgetGauges;
import io.github.llmfallback.observation.CallMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the metrics of calls, providers and budgets, where there is a
 * {@link MeterRegistry}.
 */
@AutoConfiguration(after = LlmFallbackAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBean({ FallbackChatModel.class, MeterRegistry.class })
public final class LlmFallbackMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallMetrics llmFallbackCallMetrics(MeterRegistry registry) {
		return new CallMetrics(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	AvailabilityGauges llmFallbackAvailabilityGauges(FallbackChatModel chatModel) {
		return new AvailabilityGauges(chatModel.registry().names(), () -> serving(chatModel));
	}

	@Bean
	@ConditionalOnMissingBean
	BudgetGauges llmFallbackBudgetGauges(FallbackChatModel chatModel) {
		List<BudgetKey> budgets = chatModel.budgetLimits().stream().map(BudgetLimit::key).toList();
		return new BudgetGauges(budgets, chatModel::budgets);
	}

	private static Set<String> serving(FallbackChatModel chatModel) {
		return chatModel.providers()
			.stream()
			.filter((provider) -> provider.status().isServing())
			.map(ProviderStatus::name)
			.collect(Collectors.toSet());
	}

}
