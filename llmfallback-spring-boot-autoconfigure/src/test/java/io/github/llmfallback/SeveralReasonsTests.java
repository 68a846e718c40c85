package io.github.llmfallback;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The status of a provider that more than one thing keeps from serving: it serves when
 * all of them are over.
 */
class SeveralReasonsTests {

	private static final long DOLLAR = 1_000_000_000;

	private static final Instant MIDNIGHT = Instant.parse("2026-11-21T00:00:00Z");

	private final TurnedTime time = new TurnedTime();

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	@Test
	void circuitThatIsOverIsNoneWhenTheMoneyIsGone() {
		this.scripted.thenFail(FailureKind.SERVER_ERROR);
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.FAIL, dollar("unwell", this.scripted), dollar("spender", new ScriptedChatModel()))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(DOLLAR, null), Map.of(), Map.of(),
					List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.clocks(this.time, this.time)
			.build();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("spender");
		assertThat(status(model)).extracting(ProviderStatus::status, ProviderStatus::availableAt)
			.containsExactly(Status.OPEN, MIDNIGHT);
		this.time.turnSeconds(30);
		assertThat(status(model)).extracting(ProviderStatus::status, ProviderStatus::availableAt)
			.containsExactly(Status.OVER_BUDGET, MIDNIGHT);
	}

	@Test
	void circuitThatIsOverIsNoneWhileTheProviderAsksToWait() {
		this.scripted.thenFail(ScriptedChatModel.failure(FailureKind.OVERLOADED, Duration.ofMinutes(10)));
		FallbackChatModel model = model(GatedModels.touchy("unwell", this.scripted));
		fail(model);
		Instant asked = TurnedTime.START.plusSeconds(600);
		assertThat(status(model)).extracting(ProviderStatus::status, ProviderStatus::availableAt)
			.containsExactly(Status.OPEN, asked);
		this.time.turnSeconds(30);
		assertThat(status(model)).extracting(ProviderStatus::status, ProviderStatus::availableAt)
			.containsExactly(Status.COOLING, asked);
		this.time.turnSeconds(570);
		assertThat(status(model)).extracting(ProviderStatus::status, ProviderStatus::availableAt)
			.containsExactly(Status.HALF_OPEN, null);
	}

	@Test
	void probeThatTakesTheLastRequestOfTheMinuteLeavesNone() {
		this.scripted.thenFail(FailureKind.SERVER_ERROR).thenAnswer("well again");
		List<Status> seen = new ArrayList<>();
		FallbackChatModel[] model = new FallbackChatModel[1];
		model[0] = model(LlmProvider.builder("unwell", (prompt) -> {
			seen.add(status(model[0]).status());
			return this.scripted.call(prompt);
		}).circuitBreaker(GatedModels.TOUCHY).rateLimit(new RateSettings(2L, null)).build());
		fail(model[0]);
		this.time.turnSeconds(30);
		assertThat(status(model[0]).status()).isEqualTo(Status.HALF_OPEN);
		assertThat(GatedModels.answeredBy(model[0])).isEqualTo("unwell");
		assertThat(seen).last().isEqualTo(Status.RATE_LIMITED);
	}

	private FallbackChatModel model(LlmProvider provider) {
		return GatedModels.turned(this.time, WhenUnavailable.FAIL, provider);
	}

	private static void fail(FallbackChatModel model) {
		assertThatExceptionOfType(LlmFallbackException.class).isThrownBy(() -> model.call(GatedModels.PROMPT));
	}

	private static LlmProvider dollar(String name, ChatModel chatModel) {
		return LlmProvider.of(Provider.builder(name)
			.models(List.of(new ProviderModel("m", new Price(0, 0, 0, DOLLAR))))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build(), new GateSettings(GatedModels.TOUCHY, RateSettings.UNLIMITED, null));
	}

	private static ProviderStatus status(FallbackChatModel model) {
		return model.registry().status("unwell").orElseThrow();
	}

}
