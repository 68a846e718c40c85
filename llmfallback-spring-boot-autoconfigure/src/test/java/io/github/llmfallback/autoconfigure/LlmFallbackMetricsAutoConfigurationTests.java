package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.Set;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.observation.AvailabilityGauges;
import io.github.llmfallback.observation.BudgetGauges;
import io.github.llmfallback.observation.CallMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class LlmFallbackMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, LlmFallbackMetricsAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.simulated.model=tiny",
				"llm.fallback.providers.simulated.cost-per-1k-tokens=1", "llm.fallback.budget.daily=50");

	@Test
	void everythingIsMeasuredWhereThereIsARegistry() {
		this.contextRunner.withBean(SimpleMeterRegistry.class).run((context) -> {
			context.getBean(FallbackChatModel.class).call(new Prompt("Hello"));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("llm.fallback.calls").tag("provider", "simulated").timer().count()).isEqualTo(1);
			assertThat(registry.get("llm.fallback.attempts").tag("model", "tiny").timer().count()).isEqualTo(1);
			assertThat(registry.get("llm.fallback.provider.available").gauge().value()).isEqualTo(1);
			assertThat(registry.get("llm.fallback.budget.remaining").gauge().value()).isBetween(1.0, 49.999);
		});
	}

	@Test
	void disabledProviderIsNotAvailable() {
		this.contextRunner.withBean(SimpleMeterRegistry.class).run((context) -> {
			context.getBean(FallbackChatModel.class).registry().disable("simulated");
			assertThat(context.getBean(MeterRegistry.class)
				.get("llm.fallback.provider.available")
				.tag("provider", "simulated")
				.gauge()
				.value()).isZero();
		});
	}

	@Test
	void nothingIsMeasuredWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class,
					LlmFallbackMetricsAutoConfiguration.class))
			.withPropertyValues("llm.fallback.providers.simulated.model=tiny")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(CallMetrics.class)
					.doesNotHaveBean(AvailabilityGauges.class)
					.doesNotHaveBean(BudgetGauges.class);
				assertThat(context.getBean(FallbackChatModel.class).call(new Prompt("Hello"))).isNotNull();
			});
	}

	@Test
	void nothingIsMeasuredWithoutAFallback() {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallMetrics.class));
	}

	@Test
	void applicationsOwnBeansReplaceOurs() {
		CallMetrics metrics = new CallMetrics(new SimpleMeterRegistry());
		AvailabilityGauges availability = new AvailabilityGauges(List.of(), Set::of);
		BudgetGauges budgets = new BudgetGauges(List.of(), List::of);
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withBean(CallMetrics.class, () -> metrics)
			.withBean(AvailabilityGauges.class, () -> availability)
			.withBean(BudgetGauges.class, () -> budgets)
			.run((context) -> {
				assertThat(context).getBean(CallMetrics.class).isSameAs(metrics);
				assertThat(context).getBean(AvailabilityGauges.class).isSameAs(availability);
				assertThat(context).getBean(BudgetGauges.class).isSameAs(budgets);
			});
	}

}
