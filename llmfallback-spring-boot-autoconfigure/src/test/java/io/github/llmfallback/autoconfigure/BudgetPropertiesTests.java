package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.BudgetTagResolver;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the properties of budgets mean, and that what they say arrives.
 */
class BudgetPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, BudgetAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("llm.fallback.providers.first.type=simulated",
				"spring.datasource.url=jdbc:h2:mem:properties");

	@Test
	void nothingIsLimitedUnlessSet() {
		this.contextRunner.run((context) -> {
			BudgetSettings settings = settings(context);
			assertThat(settings.isLimited()).isFalse();
			assertThat(settings).isEqualTo(new BudgetSettings("USD", ZoneId.of("UTC"), null, WindowLimits.NONE,
					Map.of("first", WindowLimits.NONE), Map.of(), List.of(0.8), UnknownPrice.REJECT,
					OnStoreFailure.CLOSED));
		});
	}

	@Test
	void everythingThatIsSetArrives() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  providers:
				    second: { type: simulated, budget: { daily: 1.5, monthly: 2 } }
				  budget:
				    currency: EUR
				    zone: Pacific/Auckland
				    per-request: 0.000000001
				    daily: 50.00
				    monthly: 1000
				    alert-thresholds: [ 1, 0.5 ]
				    tags:
				      tenant:
				        default: { daily: 5 }
				        acme: { daily: 20, monthly: 100 }
				        "[Big Corp.]": { monthly: 7 }
				      team: { search: { daily: 3 } }
				    unknown-price: allow
				    on-store-failure: open
				""")).run((context) -> {
			WindowLimits five = new WindowLimits(5_000_000_000L, null);
			TagBudgets tenants = new TagBudgets(five,
					Map.of("acme", new WindowLimits(20_000_000_000L, 100_000_000_000L), "Big Corp.",
							new WindowLimits(null, 7_000_000_000L)));
			TagBudgets teams = new TagBudgets(WindowLimits.NONE,
					Map.of("search", new WindowLimits(3_000_000_000L, null)));
			assertThat(settings(context)).isEqualTo(new BudgetSettings("EUR", ZoneId.of("Pacific/Auckland"), 1L,
					new WindowLimits(50_000_000_000L, 1_000_000_000_000L),
					Map.of("first", WindowLimits.NONE, "second", new WindowLimits(1_500_000_000L, 2_000_000_000L)),
					Map.of("tenant", tenants, "team", teams), List.of(0.5, 1.0), UnknownPrice.ALLOW,
					OnStoreFailure.OPEN));
		});
	}

	@Test
	void environmentVariableSetsABudget() {
		this.contextRunner
			.withInitializer(TestProperties.environment(
					Map.of("LLM_FALLBACK_BUDGET_DAILY", "7", "LLM_FALLBACK_PROVIDERS_FIRST_BUDGET_DAILY", "3")))
			.run((context) -> {
				assertThat(settings(context).global().daily()).isEqualTo(7_000_000_000L);
				assertThat(settings(context).providers().get("first").daily()).isEqualTo(3_000_000_000L);
			});
	}

	@Test
	void reservationsOutliveTheLongestCall() {
		this.contextRunner
			.withPropertyValues("llm.fallback.timeout=9m", "llm.fallback.budget.reservation-ttl=10m",
					"llm.fallback.budget.daily=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void beansOfTheApplicationReachTheChatModel() {
		BudgetLedger ledger = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());
		BudgetTagResolver resolver = (prompt) -> Map.of("tenant", "acme");
		this.contextRunner.withBean(BudgetLedger.class, () -> ledger)
			.withBean(BudgetTagResolver.class, () -> resolver)
			.withPropertyValues("llm.fallback.budget.audit=true")
			.run((context) -> assertThat(context.getBean(FallbackChatModelBuilder.class))
				.extracting("ledger", "tagResolver", "auditLog")
				.containsExactly(ledger, resolver, context.getBean(AuditLog.class)));
	}

	private static BudgetSettings settings(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return (BudgetSettings) assertThat(context.getBean(FallbackChatModelBuilder.class)).extracting("budgets")
			.actual();
	}

}
