package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.BudgetTagResolver;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.redis.TestRedis;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Budgets as an application has them: properties, its beans, and calls at 1 each.
 */
class PaidApplicationTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final String FREE = "llm.fallback.providers.free.type=simulated";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, BudgetAutoConfiguration.class))
		.withPropertyValues("llm.fallback.strategy=quality-optimized", "llm.fallback.providers.paid.type=simulated",
				"llm.fallback.providers.paid.priority=1", "llm.fallback.providers.paid.cost.per-request=1");

	private final AtomicBoolean down = new AtomicBoolean();

	@Test
	void restartKeepsWhatCallsHaveSpentInAFile(@TempDir Path directory) {
		assertSpendOutlivesARestart(
				this.contextRunner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
					.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + directory.resolve("spend"),
							"llm.fallback.budget.store=jdbc", "llm.fallback.budget.jdbc.initialize-schema=always"));
	}

	@Test
	void restartKeepsWhatCallsHaveSpentInRedis() {
		try (TestRedis redis = TestRedis.started()) {
			assertSpendOutlivesARestart(this.contextRunner
				.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
				.withPropertyValues("spring.data.redis.port=" + redis.port(), "llm.fallback.budget.store=redis"));
		}
	}

	@Test
	void alertReachesTheApplicationOnce() {
		this.contextRunner.withUserConfiguration(Alerts.class)
			.withPropertyValues("llm.fallback.budget.monthly=4", "llm.fallback.budget.alert-thresholds=0.5")
			.run((context) -> {
				List<BudgetAlert> alerts = context.getBean(Alerts.class).received;
				call(context, PROMPT);
				assertThat(alerts).isEmpty();
				call(context, PROMPT);
				assertThat(alerts).hasSize(1);
				call(context, PROMPT);
				call(context, PROMPT);
				assertThat(alerts).hasSize(1);
				BudgetAlert alert = alerts.get(0);
				assertThat(alert.scope()).isEqualTo("global");
				assertThat(alert.window()).isEqualTo(BudgetWindow.MONTHLY);
				assertThat(alert.threshold()).isEqualTo(0.5);
				assertThat(alert.limit()).isEqualByComparingTo("4");
				assertThat(alert.spent()).isEqualByComparingTo("2");
				assertThat(alert.resetsAt()).isAfter(Instant.now());
			});
	}

	@Test
	void alertThatTheApplicationCannotHandleDoesNotFailTheCall() {
		this.contextRunner.withUserConfiguration(FailingAlerts.class)
			.withPropertyValues("llm.fallback.budget.monthly=1")
			.run((context) -> assertThat(call(context, PROMPT).provider()).isEqualTo("paid"));
	}

	@Test
	void tagsOfACallComeFromTheApplication() {
		AtomicInteger asked = new AtomicInteger();
		this.contextRunner
			.withBean(BudgetTagResolver.class, () -> (prompt) -> Map.of("tenant", "t" + asked.incrementAndGet()))
			.withPropertyValues("llm.fallback.budget.tags.tenant.default.monthly=1")
			.run((context) -> {
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				call(context, PROMPT);
				assertThat(chatModel.stream(PROMPT).collectList().block()).isNotEmpty();
				assertThat(scopes(chatModel)).containsExactlyInAnyOrder("tenant:t1", "tenant:t2");
				assertThat(asked).hasValue(2);
			});
	}

	@Test
	void callThatSetsItsTagsIsNotAskedForThem() {
		AtomicInteger asked = new AtomicInteger();
		Prompt tagged = new Prompt("Hi", FallbackChatOptions.builder().tags(Map.of("tenant", "acme")).build());
		this.contextRunner
			.withBean(BudgetTagResolver.class, () -> (prompt) -> Map.of("tenant", "t" + asked.incrementAndGet()))
			.withPropertyValues("llm.fallback.budget.tags.tenant.default.monthly=1")
			.run((context) -> {
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				call(context, tagged);
				assertThat(scopes(chatModel)).containsExactly("tenant:acme");
				assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> chatModel.call(tagged))
					.satisfies((refused) -> assertThat(refused.scope()).isEqualTo("tenant:acme"));
				assertThat(asked).hasValue(0);
			});
	}

	@Test
	void withoutItsStoreNobodyIsPaid() {
		this.down.set(true);
		unreliable("closed").run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> chatModel.call(PROMPT))
				.withMessageContainingAll("the store of the budgets is out of reach", "ledger.example:5432", "paid/",
						"OVER_BUDGET")
				.satisfies((refused) -> {
					assertThat(refused).hasCauseInstanceOf(LedgerUnavailableException.class);
					assertThat(refused.scope()).isNull();
					assertThat(refused.window()).isNull();
					assertThat(refused.resetsAt()).isNull();
				});
			assertThatExceptionOfType(BudgetExceededException.class)
				.isThrownBy(() -> chatModel.stream(PROMPT).blockLast());
			this.down.set(false);
			call(context, PROMPT);
			assertThat(today(chatModel)).isEqualByComparingTo("1");
		});
	}

	@Test
	void withoutItsStoreFreeProvidersServe() {
		this.down.set(true);
		unreliable("closed").withPropertyValues(FREE).run((context) -> {
			FallbackMetadata metadata = call(context, PROMPT);
			assertThat(metadata.provider()).isEqualTo("free");
			assertThat(metadata.attempts()).extracting(AttemptRecord::outcome)
				.containsExactly("OVER_BUDGET", "SUCCESS");
		});
	}

	@Test
	void withoutItsStoreCallsAreCountedLater() {
		this.down.set(true);
		unreliable("open").withPropertyValues(FREE).run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(call(context, PROMPT).provider()).isEqualTo("paid");
			assertThat(chatModel.stream(PROMPT).collectList().block()).isNotEmpty();
			assertThat(chatModel.budgets()).isEmpty();
			this.down.set(false);
			assertThat(today(chatModel)).isEqualByComparingTo("2");
		});
	}

	private ApplicationContextRunner unreliable(String onStoreFailure) {
		ProxyFactory ledger = new ProxyFactory(BudgetLedger.class, (MethodInterceptor) (invocation) -> {
			if (this.down.get()) {
				throw new LedgerUnavailableException("ledger.example:5432 does not answer",
						new IllegalStateException("refused"));
			}
			return invocation.proceed();
		});
		ledger.setTarget(new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system()));
		return this.contextRunner.withBean(BudgetLedger.class, () -> (BudgetLedger) ledger.getProxy())
			.withPropertyValues("llm.fallback.budget.daily=50",
					"llm.fallback.budget.on-store-failure=" + onStoreFailure);
	}

	private static void assertSpendOutlivesARestart(ApplicationContextRunner runner) {
		ApplicationContextRunner limited = runner.withPropertyValues("llm.fallback.budget.monthly=3");
		limited.run((context) -> {
			call(context, PROMPT);
			call(context, PROMPT);
		});
		limited.run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(chatModel.spend().total().month()).isEqualByComparingTo("2");
			assertThat(chatModel.spend().providers().get("paid").month()).isEqualByComparingTo("2");
			call(context, PROMPT);
			assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> chatModel.call(PROMPT))
				.satisfies((refused) -> assertThat(refused.spent()).isEqualByComparingTo("3"));
		});
		limited.run((context) -> assertThat(context.getBean(FallbackChatModel.class).spend().total().reserved())
			.isEqualByComparingTo("0"));
	}

	private static FallbackMetadata call(AssertableApplicationContext context, Prompt prompt) {
		assertThat(context).hasNotFailed();
		FallbackMetadata metadata = FallbackMetadata.from(context.getBean(FallbackChatModel.class).call(prompt));
		assertThat(metadata).isNotNull();
		return metadata;
	}

	private static BigDecimal today(FallbackChatModel chatModel) {
		return chatModel.spend().total().today();
	}

	private static List<String> scopes(FallbackChatModel chatModel) {
		return chatModel.budgets().stream().map(BudgetState::scope).toList();
	}

	static class Alerts {

		private final List<BudgetAlert> received = new ArrayList<>();

		@EventListener
		void on(BudgetAlert alert) {
			this.received.add(alert);
		}

	}

	static class FailingAlerts {

		@EventListener
		void on(BudgetAlert alert) {
			throw new IllegalStateException("no mail today");
		}

	}

}
