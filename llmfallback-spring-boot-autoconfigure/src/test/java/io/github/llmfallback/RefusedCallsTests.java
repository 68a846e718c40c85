package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A call that nobody lets in says why, and the exception and the figures say the same.
 */
class RefusedCallsTests {

	private static final long DOLLAR = 1_000_000_000;

	private final List<String> outcomes = new ArrayList<>();

	private final ScriptedChatModel limited = new ScriptedChatModel();

	private final ScriptedChatModel unwell = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void budgetIsNotToBlameWhereAFreeProviderOnlyRests(boolean freeFirst) {
		FallbackChatModel model = model(WhenUnavailable.FAIL, freeFirst, broke("paid"), resting("free"));
		refused(model);
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactlyInAnyOrder("OVER_BUDGET", "CIRCUIT_OPEN");
		assertThat(refused).isInstanceOf(AllProvidersFailedException.class);
		assertThat(refused.kind()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(this.outcomes).last().isEqualTo("CIRCUIT_OPEN");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void budgetIsToBlameWhereTheOthersAreTooSmall(boolean smallFirst) {
		FallbackChatModel model = model(WhenUnavailable.TRY_SOONEST, smallFirst, broke("paid"), small("small"));
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactlyInAnyOrder("OVER_BUDGET", "CONTEXT_WINDOW");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
		assertThat(this.outcomes).containsExactly("OVER_BUDGET");
	}

	@Test
	void budgetIsToBlameWhereItRefusesTheLastResort() {
		FallbackChatModel model = builder(WhenUnavailable.TRY_SOONEST, dollar("a", this.unwell),
				dollar("b", new ScriptedChatModel()))
			.budgets(Limited.DAY.to(DOLLAR, UnknownPrice.REJECT))
			.build();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("b");
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CIRCUIT_OPEN", "OVER_BUDGET", "OVER_BUDGET");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
		assertThat(this.outcomes).last().isEqualTo("OVER_BUDGET");
	}

	@ParameterizedTest
	@EnumSource
	void budgetThatIsTooSmallForADearProviderIsNotToBlameWhereACheapOneRests(Limited limited) {
		FallbackChatModel model = builder(WhenUnavailable.FAIL, flat("dear", new ScriptedChatModel(), DOLLAR),
				flat("cheap", this.unwell, DOLLAR / 10))
			.budgets(limited.to(DOLLAR / 2, UnknownPrice.REJECT))
			.build();
		refused(model);
		assertBlamesRest(refused(model));
	}

	@ParameterizedTest
	@EnumSource
	void budgetIsNotToBlameWhereWhoRestsIsNotCounted(Limited limited) {
		FallbackChatModel model = builder(WhenUnavailable.FAIL, flat("paid", new ScriptedChatModel(), DOLLAR),
				flat("unpriced", this.unwell, null))
			.budgets(limited.to(0, UnknownPrice.ALLOW))
			.build();
		refused(model);
		assertBlamesRest(refused(model));
	}

	private void assertBlamesRest(LlmFallbackException refused) {
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("OVER_BUDGET", "CIRCUIT_OPEN");
		assertThat(refused).isInstanceOf(AllProvidersFailedException.class);
		assertThat(refused.kind()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(this.outcomes).last().isEqualTo("CIRCUIT_OPEN");
	}

	@ParameterizedTest
	@ValueSource(longs = { DOLLAR / 10, DOLLAR })
	void budgetIsToBlameWhereWhoRestsCouldNotBePaidForEither(long price) {
		FallbackChatModel model = builder(WhenUnavailable.FAIL, flat("resting", this.unwell, price),
				flat("dear", new ScriptedChatModel(), DOLLAR))
			.budgets(Limited.DAY.to(DOLLAR, UnknownPrice.REJECT))
			.build();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("dear");
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CIRCUIT_OPEN", "OVER_BUDGET");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
		assertThat(this.outcomes).last().isEqualTo("OVER_BUDGET");
	}

	@Test
	void budgetIsToBlameWhereOnlyAnotherKeyOfTheSameModelRests() {
		this.limited.thenFail(FailureKind.RATE_LIMITED).thenAnswer("hi");
		FallbackChatModel model = builder(WhenUnavailable.FAIL,
				GatedModels.pool("pool", 2, Price.per1kTokens(BigDecimal.ONE), (alias) -> this.limited))
			.budgets(Limited.REQUEST.to(DOLLAR, UnknownPrice.REJECT))
			.build();
		assertThat(GatedModels.answeredBy(model, upTo(10))).isEqualTo("pool");
		LlmFallbackException refused = catchThrowableOfType(LlmFallbackException.class, () -> model.call(upTo(2_000)));
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactlyInAnyOrder("COOLING_DOWN", "OVER_BUDGET");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
	}

	@Test
	void callThatSomebodyWasAskedForEndsAsTheExceptionSays() {
		FallbackChatModel model = model(WhenUnavailable.FAIL, true, broke("paid"), resting("free"));
		LlmFallbackException failed = refused(model);
		assertThat(failed.attempts()).extracting(AttemptRecord::outcome).containsExactly("SERVER_ERROR", "OVER_BUDGET");
		assertThat(failed.kind()).isEqualTo(FailureKind.SERVER_ERROR);
		assertThat(this.outcomes).containsExactly("SERVER_ERROR");
	}

	private FallbackChatModel model(WhenUnavailable whenUnavailable, boolean reversed, LlmProvider... providers) {
		List<LlmProvider> order = Arrays.asList(providers);
		if (reversed) {
			Collections.reverse(order);
		}
		return builder(whenUnavailable, providers).build();
	}

	private FallbackChatModelBuilder builder(WhenUnavailable whenUnavailable, LlmProvider... providers) {
		return GatedModels.builder(whenUnavailable, providers).listener(new CallListener() {

			@Override
			public void callFinished(CallSummary summary) {
				RefusedCallsTests.this.outcomes.add(summary.outcome());
			}

		});
	}

	private static LlmFallbackException refused(FallbackChatModel model) {
		return catchThrowableOfType(LlmFallbackException.class, () -> model.call(GatedModels.PROMPT));
	}

	private static LlmProvider broke(String name) {
		return LlmProvider.builder(name, new ScriptedChatModel())
			.costPer1kTokens(BigDecimal.ONE)
			.budget(BigDecimal.ZERO, null)
			.build();
	}

	private LlmProvider resting(String name) {
		return LlmProvider.builder(name, this.unwell)
			.circuitBreaker(GatedModels.TOUCHY)
			.costPer1kTokens(BigDecimal.ZERO)
			.build();
	}

	private static LlmProvider small(String name) {
		return LlmProvider.builder(name, new ScriptedChatModel())
			.contextWindow(1)
			.costPer1kTokens(BigDecimal.ZERO)
			.build();
	}

	private static LlmProvider dollar(String name, ChatModel chatModel) {
		return flat(name, chatModel, DOLLAR);
	}

	private static LlmProvider flat(String name, ChatModel chatModel, @Nullable Long perRequest) {
		return LlmProvider.of(Provider.builder(name)
			.models(List.of(new ProviderModel("m", (perRequest != null) ? new Price(0, 0, 0, perRequest) : null)))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build(), new GateSettings(GatedModels.TOUCHY, RateSettings.UNLIMITED, null));
	}

	private static Prompt upTo(int tokens) {
		return new Prompt("Hi", FallbackChatOptions.builder().maxTokens(tokens).build());
	}

	/**
	 * What a budget bounds.
	 */
	private enum Limited {

		REQUEST, DAY;

		BudgetSettings to(long limit, UnknownPrice unknownPrice) {
			return new BudgetSettings("USD", ZoneOffset.UTC, (this == REQUEST) ? limit : null,
					new WindowLimits((this == DAY) ? limit : null, null), Map.of(), Map.of(), List.of(), unknownPrice,
					OnStoreFailure.CLOSED);
		}

	}

}
