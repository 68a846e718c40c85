package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.Map;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.actuate.Availability;
import io.github.llmfallback.actuate.LlmFallbackHealthIndicator;
import io.github.llmfallback.actuate.ProviderHealthDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class LlmFallbackHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LlmFallbackAutoConfiguration.class, LlmFallbackHealthAutoConfiguration.class,
						HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.first.type=simulated",
				"llm.fallback.providers.second.type=simulated");

	@Test
	void healthIsUpWithOneEntryPerProvider() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.second.enabled=false").run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnly(Map.entry("availability", Availability.UP),
					Map.entry("providers", Map.of("first", new ProviderHealthDescriptor(ProviderStatus.Status.UP, null),
							"second", new ProviderHealthDescriptor(ProviderStatus.Status.DISABLED, null))));
		});
	}

	@Test
	void healthIsDownWhenNobodyCanServe() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.first.enabled=false",
					"llm.fallback.providers.second.enabled=false")
			.run((context) -> {
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsKey("providers");
			});
	}

	@Test
	void componentIsNamedAfterTheFallback() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("llmFallback"))
				.isSameAs(context.getBean(LlmFallbackHealthIndicator.class)));
	}

	@Test
	void thereIsNoHealthWhenSwitchedOff() {
		for (String name : List.of("llmfallback", "llm-fallback", "llmFallback")) {
			this.contextRunner.withPropertyValues("management.health." + name + ".enabled=false")
				.run((context) -> assertThat(context).doesNotHaveBean(LlmFallbackHealthIndicator.class));
		}
		this.contextRunner.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmFallbackHealthIndicator.class));
	}

	@Test
	void thereIsNoHealthWithoutItsClasses() {
		for (Class<?> missing : new Class<?>[] { HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class }) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class,
						LlmFallbackHealthAutoConfiguration.class))
				.withPropertyValues("llm.fallback.providers.simulated.model=tiny")
				.withClassLoader(new FilteredClassLoader(missing))
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(FallbackChatModel.class)
					.doesNotHaveBean("llmFallbackHealthIndicator"));
		}
	}

	@Test
	void applicationsOwnIndicatorReplacesOurs() {
		this.contextRunner
			.withBean("llmFallbackHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).doesNotHaveBean(LlmFallbackHealthIndicator.class));
	}

	private static Health health(AssertableApplicationContext context) {
		Health health = context.getBean(LlmFallbackHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

}
