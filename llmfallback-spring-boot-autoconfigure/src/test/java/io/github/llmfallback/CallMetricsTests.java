package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.TagBudgets;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.observation.AvailabilityGauges;
import io.github.llmfallback.observation.BudgetGauges;
import io.github.llmfallback.observation.CallMetrics;
import io.github.llmfallback.observation.FallbackMeterDocumentation;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a metrics registry shows of calls.
 */
class CallMetricsTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final FallbackChatModelBuilder builder = Providers
		.builder(priced("first", this.first), priced("second", this.second))
		.listener(new CallMetrics(this.registry));

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@EnumSource
	void everyDocumentedMeterIsThereWithItsTags(FallbackMeterDocumentation documented) {
		this.first.thenFail(FailureKind.SERVER_ERROR).thenFail(FailureKind.SERVER_ERROR).thenAnswer("hi");
		this.second.thenAnswer("hi").thenFail(FailureKind.SERVER_ERROR).thenAnswer("hi");
		FallbackChatModel model = this.builder.budgets(budgets()).build();
		bindGauges(model);
		model.call(PROMPT);
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
		model.stream(PROMPT).blockLast();
		String[] tags = Arrays.stream(documented.getKeyNames()).map(KeyName::asString).toArray(String[]::new);
		assertThat(this.registry.find(documented.getName()).meters()).isNotEmpty().allSatisfy((meter) -> {
			assertThat(meter.getId().getType()).isEqualTo(documented.getType());
			assertThat(meter.getId().getTags()).extracting(Tag::getKey).containsExactlyInAnyOrder(tags);
			assertThat(meter.getId().getDescription()).isNotEmpty();
		});
	}

	@Test
	void noOtherMeterIsThere() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		FallbackChatModel model = this.builder.budgets(budgets()).build();
		bindGauges(model);
		model.call(PROMPT);
		Set<String> documented = Set.copyOf(
				Arrays.stream(FallbackMeterDocumentation.values()).map(FallbackMeterDocumentation::getName).toList());
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.extracting(Meter.Id::getName)
			.allMatch(documented::contains);
	}

	@Test
	void callsAreTimedByOutcomeAndWhoAnswered() {
		this.first.thenAnswer("hi").thenFail(FailureKind.INVALID_REQUEST);
		FallbackChatModel model = this.builder.build();
		model.call(PROMPT);
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(calls("SUCCESS", "first")).isEqualTo(1);
		assertThat(calls("INVALID_REQUEST", "none")).isEqualTo(1);
		assertThat(counter("llm.fallback.exhausted")).as("stopped, not exhausted").isZero();
	}

	@Test
	void attemptsAndTheStepBetweenThemAreCounted() {
		this.first.thenFail(FailureKind.RATE_LIMITED);
		FallbackChatModel model = this.builder.build();
		model.call(PROMPT);
		model.call(PROMPT);
		assertThat(attempts("first", "RATE_LIMITED")).as("then it is cooling, and a skip is no attempt").isEqualTo(1);
		assertThat(attempts("second", "SUCCESS")).isEqualTo(2);
		assertThat(counter("llm.fallback.fallbacks", "from", "first", "to", "second", "reason", "RATE_LIMITED"))
			.isEqualTo(1);
		assertThat(counter("llm.fallback.fallbacks", "from", "first", "to", "second", "reason", "COOLING_DOWN"))
			.isEqualTo(1);
	}

	@Test
	void callThatNobodyAnswersIsExhausted() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		this.second.thenFail(FailureKind.OVERLOADED);
		FallbackChatModel model = this.builder.build();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(counter("llm.fallback.exhausted")).isEqualTo(1);
		assertThat(calls("OVERLOADED", "none")).isEqualTo(1);
	}

	@Test
	void tokensAreCountedOnceAndCostWhatTheMetadataSay() {
		this.first
			.thenAnswer(ScriptedChatModel.response(new AssistantMessage("hi"), "stop", new DefaultUsage(1_000, 500)));
		FallbackMetadata metadata = FallbackMetadata.from(this.builder.build().call(PROMPT));
		assertThat(counter("llm.fallback.tokens", "provider", "first", "type", "input")).isEqualTo(1_000);
		assertThat(counter("llm.fallback.tokens", "provider", "first", "type", "output")).isEqualTo(500);
		assertThat(counter("llm.fallback.tokens", "provider", "first", "type", "cached-input")).isZero();
		assertThat(counter("llm.fallback.cost", "provider", "first")).isEqualTo(metadata.cost().doubleValue())
			.isPositive();
	}

	@Test
	void firstTokenIsTimedInStreamsOnly() {
		this.first
			.thenStream(
					Flux.just(ScriptedChatModel.end(""), ScriptedChatModel.chunk("hi"), ScriptedChatModel.end("stop")))
			.thenAnswer("hi");
		FallbackChatModel model = this.builder.build();
		model.stream(PROMPT).blockLast();
		model.call(PROMPT);
		assertThat(this.registry.get("llm.fallback.first.token").tag("provider", "first").timer().count()).isEqualTo(1);
	}

	@Test
	void cachedAnswerIsACallWithoutAnAttempt() {
		FallbackChatModel model = this.builder.cache(new CacheSettings(Duration.ofMinutes(1), 10)).build();
		model.call(PROMPT);
		model.call(PROMPT);
		model.stream(PROMPT).blockLast();
		assertThat(calls("SUCCESS", "first")).isEqualTo(1);
		assertThat(calls("CACHED", "first")).isEqualTo(2);
		assertThat(attempts("first", "SUCCESS")).isEqualTo(1);
	}

	@Test
	void gaugesFollowProvidersAndBudgets() {
		FallbackChatModel model = this.builder.budgets(budgets()).build();
		bindGauges(model);
		assertThat(available("first")).isEqualTo(1);
		assertThat(remaining("global", "DAILY")).isEqualTo(50);
		assertThat(remaining("tenant:acme", "MONTHLY")).isEqualTo(7);
		assertThat(this.registry.find("llm.fallback.budget.remaining").gauges()).hasSize(3);
	}

	private void bindGauges(FallbackChatModel model) {
		new AvailabilityGauges(List.of("first", "second"), () -> Set.of("first")).bindTo(this.registry);
		new BudgetGauges(model.budgetLimits().stream().map(BudgetLimit::key).toList(), model::budgets)
			.bindTo(this.registry);
	}

	private long calls(String outcome, String provider) {
		return this.registry.get("llm.fallback.calls").tags("outcome", outcome, "provider", provider).timer().count();
	}

	private long attempts(String provider, String outcome) {
		return this.registry.get("llm.fallback.attempts")
			.tags("provider", provider, "outcome", outcome)
			.timer()
			.count();
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

	private double available(String provider) {
		return this.registry.get("llm.fallback.provider.available").tag("provider", provider).gauge().value();
	}

	private double remaining(String scope, String window) {
		return this.registry.get("llm.fallback.budget.remaining")
			.tags("scope", scope, "window", window)
			.gauge()
			.value();
	}

	private static LlmProvider priced(String name, ScriptedChatModel chatModel) {
		return LlmProvider.builder(name, chatModel).costPer1kTokens(new BigDecimal("0.01")).build();
	}

	private static BudgetSettings budgets() {
		TagBudgets tenants = new TagBudgets(limits(1L, null), Map.of("acme", limits(null, 7L)));
		return new BudgetSettings("USD", ZoneOffset.UTC, null, limits(50L, null), Map.of("first", limits(null, 9L)),
				Map.of("tenant", tenants), List.of(), UnknownPrice.ALLOW, OnStoreFailure.CLOSED);
	}

	private static WindowLimits limits(Long daily, Long monthly) {
		return new WindowLimits((daily != null) ? daily * 1_000_000_000 : null,
				(monthly != null) ? monthly * 1_000_000_000 : null);
	}

}
