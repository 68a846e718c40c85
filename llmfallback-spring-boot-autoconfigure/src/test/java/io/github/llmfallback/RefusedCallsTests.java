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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatModel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A call that nobody lets in says why, and the exception and the figures say the same.
 */
class RefusedCallsTests {

	private final List<String> outcomes = new ArrayList<>();

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
		WindowLimits oneDollar = new WindowLimits(1_000_000_000L, null);
		FallbackChatModel model = builder(WhenUnavailable.TRY_SOONEST, dollar("a", this.unwell),
				dollar("b", new ScriptedChatModel()))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, oneDollar, Map.of(), Map.of(), List.of(),
					UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.build();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("b");
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CIRCUIT_OPEN", "OVER_BUDGET", "OVER_BUDGET");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
		assertThat(this.outcomes).last().isEqualTo("OVER_BUDGET");
	}

	@Test
	void budgetIsToBlameWhereWhoRestsCouldNotBePaidForEither() {
		FallbackChatModel model = builder(WhenUnavailable.FAIL, dollar("a", this.unwell),
				dollar("b", new ScriptedChatModel()))
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.build();
		assertThat(GatedModels.answeredBy(model)).isEqualTo("b");
		LlmFallbackException refused = refused(model);
		assertThat(refused.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CIRCUIT_OPEN", "OVER_BUDGET");
		assertThat(refused).isInstanceOf(BudgetExceededException.class);
		assertThat(this.outcomes).last().isEqualTo("OVER_BUDGET");
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
		return LlmProvider.of(Provider.builder(name)
			.models(List.of(new ProviderModel("m", new Price(0, 0, 0, 1_000_000_000))))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build(), new GateSettings(GatedModels.TOUCHY, RateSettings.UNLIMITED, null));
	}

}
