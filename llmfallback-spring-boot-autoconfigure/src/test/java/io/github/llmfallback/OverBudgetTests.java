package io.github.llmfallback;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * A provider is shown as over budget if, and only if, its attempts would not be paid for.
 */
class OverBudgetTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final long DOLLAR = 1_000_000_000;

	/** A dollar for every request. */
	private static final Price FLAT = new Price(0, 0, 0, DOLLAR);

	private static final @Nullable Price UNKNOWN = null;

	private final List<Status> seen = new ArrayList<>();

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	private @Nullable FallbackChatModel model;

	@AfterEach
	void close() {
		if (this.model != null) {
			this.model.close();
		}
	}

	@Test
	void modelWhosePriceNobodyKnowsServesOnWhereThatIsAllowed() {
		FallbackChatModel model = model(UnknownPrice.ALLOW, provider("paid", this.scripted, FLAT),
				provider("unpriced", this.scripted, UNKNOWN));
		model.call(PROMPT);
		assertThat(model.call(PROMPT)).isNotNull();
		assertThat(model.providers()).extracting(ProviderStatus::status).containsExactly(Status.OVER_BUDGET, Status.UP);
	}

	@Test
	void providerWithOneFreeModelServesOnWhenTheMoneyIsGone() {
		FallbackChatModel model = model(UnknownPrice.REJECT, provider("mixed", this.scripted, FLAT, Price.FREE));
		model.call(PROMPT);
		assertThat(model.call(PROMPT)).isNotNull();
		assertThat(model.providers().get(0).status()).isEqualTo(Status.UP);
	}

	@Test
	void providerWithOneFreeModelIsUpThoughNobodyHasAskedThatOneYet() {
		FallbackChatModel model = model(UnknownPrice.REJECT,
				LlmProvider.of(Provider.builder("mixed")
					.models(List.of(new ProviderModel("paid", FLAT), new ProviderModel("free", Price.FREE, 1L, null)))
					.keys(List.of(new ProviderKey(null, () -> this.scripted)))
					.build()));
		model.call(PROMPT);
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(model.providers().get(0).status()).isEqualTo(Status.UP);
	}

	@Test
	void moneyThatIsOnlyHeldForAnAttemptUnderWayIsNotSpent() {
		FallbackChatModel[] model = new FallbackChatModel[1];
		model[0] = model(UnknownPrice.REJECT, provider("paid", (prompt) -> {
			this.seen.add(model[0].providers().get(0).status());
			return ScriptedChatModel.text("hi");
		}, FLAT));
		model[0].call(PROMPT);
		assertThat(this.seen).containsExactly(Status.UP);
		assertThat(model[0].providers().get(0).status()).isEqualTo(Status.OVER_BUDGET);
	}

	@Test
	void providerThatIsPassedOverForItsUnknownPriceIsNotUp() {
		FallbackChatModel model = model(UnknownPrice.REJECT, provider("unpriced", this.scripted, UNKNOWN),
				provider("free", this.scripted, Price.FREE));
		model.call(PROMPT);
		assertThat(model.providers()).extracting(ProviderStatus::status).containsExactly(Status.OVER_BUDGET, Status.UP);
		assertThat(model.providers().get(0).availableAt()).isNull();
	}

	@Test
	void providerIsUpWhenOnlyOneOfItsModelsHasNoPrice() {
		ScriptedChatModel failing = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR);
		FallbackChatModel model = model(UnknownPrice.REJECT, provider("mixed", failing, FLAT, UNKNOWN),
				provider("free", this.scripted, Price.FREE));
		model.call(PROMPT);
		assertThat(model.providers()).extracting(ProviderStatus::status).containsExactly(Status.UP, Status.UP);
	}

	@Test
	void nobodyWhoIsPaidIsUpWhileTheStoreIsAway() {
		BudgetLedger away = mock(BudgetLedger.class, (invocation) -> {
			throw new LedgerUnavailableException("away", new IllegalStateException());
		});
		this.model = Providers.builder(provider("paid", this.scripted, FLAT))
			.budgets(settings(UnknownPrice.REJECT))
			.ledger(away)
			.build();
		assertThatExceptionOfType(LlmFallbackException.class).isThrownBy(() -> this.model.call(PROMPT));
		assertThat(this.model.providers().get(0).status()).isEqualTo(Status.OVER_BUDGET);
		assertThat(this.model.providers().get(0).availableAt()).isNull();
	}

	private FallbackChatModel model(UnknownPrice unknownPrice, LlmProvider... providers) {
		this.model = Providers.builder(providers).budgets(settings(unknownPrice)).build();
		return this.model;
	}

	private static BudgetSettings settings(UnknownPrice unknownPrice) {
		return new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(DOLLAR, null), Map.of(), Map.of(),
				List.of(), unknownPrice, OnStoreFailure.CLOSED);
	}

	private static LlmProvider provider(String name, ChatModel chatModel, @Nullable Price... prices) {
		List<ProviderModel> models = new ArrayList<>();
		for (Price price : prices) {
			models.add(new ProviderModel("m" + models.size(), price));
		}
		return LlmProvider
			.of(Provider.builder(name).models(models).keys(List.of(new ProviderKey(null, () -> chatModel))).build());
	}

}
