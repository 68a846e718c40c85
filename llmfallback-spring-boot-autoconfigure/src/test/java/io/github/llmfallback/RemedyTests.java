package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever reads what went wrong reads what to do about it as well.
 */
class RemedyTests {

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	void everyFailureHasARemedyThatReadsWell(FailureKind kind) {
		assertThat(configured(kind, null, "k1")).isNotBlank().doesNotContain("null").doesNotEndWith(".");
	}

	@Test
	void answerNeedsNone() {
		Provider provider = Providers.provider("p", List.of("m"), List.of("k"), (key) -> new ScriptedChatModel());
		assertThat(Providers.inOrder(LlmProvider.of(provider)).check().get(0).remedy()).isNull();
	}

	@Test
	void propertyToChangeIsNamed() {
		assertThat(configured(FailureKind.AUTHENTICATION, null, "k1")).contains("llm.fallback.providers.p.api-key:");
		assertThat(configured(FailureKind.AUTHENTICATION, null, "k1", "k2"))
			.contains("the key p#1 in llm.fallback.providers.p.api-keys");
		assertThat(configured(FailureKind.MODEL_NOT_FOUND, null, "k1")).contains("llm.fallback.providers.p.model,");
		assertThat(configured(FailureKind.CONNECTION, null, "k1")).contains("llm.fallback.providers.p.base-url");
		assertThat(configured(FailureKind.TIMEOUT, null, "k1")).contains("llm.fallback.providers.p.timeout");
	}

	@Test
	void whatAChatModelBringsAlongIsChangedThere() {
		LlmProvider existing = LlmProvider.builder("mine", new ScriptedChatModel().thenFail(FailureKind.AUTHENTICATION))
			.build();
		assertThat(Providers.inOrder(existing).check().get(0).remedy())
			.isEqualTo("Check the api-key of the chat model behind 'mine': it is wrong, revoked or not allowed");
	}

	@Test
	void waitIsTheOneTheProviderAskedFor() {
		assertThat(configured(FailureKind.RATE_LIMITED, Duration.ofSeconds(7), "k1")).startsWith("Wait 7 s");
		assertThat(configured(FailureKind.RATE_LIMITED, Duration.ofMillis(7), "k1")).startsWith("Wait 1 s");
		assertThat(configured(FailureKind.RATE_LIMITED, null, "k1")).startsWith("Wait a while");
	}

	@Test
	void checkThatWasNotSentSaysWhatAboutTheBudgetToChange() {
		WindowLimits daily = new WindowLimits(1L, null);
		BudgetSettings settings = new BudgetSettings("USD", ZoneOffset.UTC, null, daily, Map.of(), Map.of(), List.of(),
				UnknownPrice.REJECT, OnStoreFailure.CLOSED);
		LlmProvider unpriced = LlmProvider.builder("p", new ScriptedChatModel()).build();
		assertThat(Providers.builder(unpriced).budgets(settings).build().check().get(0).remedy())
			.contains("llm.fallback.providers.p.cost-per-1k-tokens", "llm.fallback.budget.unknown-price=allow");
		LlmProvider priced = LlmProvider.builder("p", new ScriptedChatModel()).costPer1kTokens(BigDecimal.ONE).build();
		assertThat(Providers.builder(priced).budgets(settings).build().check().get(0).remedy())
			.startsWith("Raise the budget");
		BudgetLedger unreachable = Mockito.mock(BudgetLedger.class, (call) -> {
			throw new LedgerUnavailableException("gone", new IllegalStateException());
		});
		assertThat(Providers.builder(priced).budgets(settings).ledger(unreachable).build().check().get(0).remedy())
			.contains("llm.fallback.budget.on-store-failure=open");
	}

	private static @Nullable String configured(FailureKind kind, @Nullable Duration retryAfter, String... keys) {
		Provider provider = Providers.provider("p", List.of("m"), List.of(keys),
				(key) -> new ScriptedChatModel().thenFail(ScriptedChatModel.failure(kind, retryAfter)));
		return Providers.inOrder(LlmProvider.of(provider)).check().get(0).remedy();
	}

}
