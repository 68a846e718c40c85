package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.Map;
import java.util.List;
import java.time.ZoneOffset;

import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.ProviderStatus.RateLimit;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A request that was not sent costs nothing.
 */
class UnsentRequestTests {

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callerWhoIsInterruptedBeforePaysNothing(boolean callerThread) {
		try (FallbackChatModel model = model(callerThread)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(LlmFallbackException.class).isThrownBy(() -> model.call(new Prompt("Hi")))
				.satisfies((ex) -> {
					assertThat(ex.kind()).isEqualTo(FailureKind.CANCELLED);
					assertThat(ex.attempts()).singleElement()
						.satisfies((attempt) -> assertThat(attempt.cost()).isZero())
						.extracting(AttemptRecord::outcome)
						.isEqualTo("CANCELLED");
				});
			assertThat(Thread.interrupted()).isTrue();
			assertThat(model.spend().total().today()).isZero();
			assertThat(model.providers().get(0).inFlight()).isZero();
			assertThat(model.providers().get(0).rateLimit()).isNotNull()
				.extracting(RateLimit::requestsAvailable)
				.isEqualTo(5L);
		}
		assertThat(this.scripted.requests()).isZero();
	}

	private FallbackChatModel model(boolean callerThread) {
		return Providers
			.builder(LlmProvider.builder("paid", this.scripted)
				.costPer1kTokens(new BigDecimal("0.001"))
				.rateLimit(new RateSettings(5L, 5_000L))
				.build())
			.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
					Map.of(), List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED))
			.callerThread(callerThread)
			.build();
	}

}
