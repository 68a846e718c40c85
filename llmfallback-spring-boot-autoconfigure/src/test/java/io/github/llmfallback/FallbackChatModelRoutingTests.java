package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for whom {@link FallbackChatModel} asks, and in what order.
 */
class FallbackChatModelRoutingTests {

	private final ScriptedChatModel down = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR);

	@AutoClose
	private final FallbackChatModel chatModel = configured().build();

	private FallbackChatModelBuilder configured() {
		return FallbackChatModel.builder()
			.retryBudget(0)
			.provider(LlmProvider.builder("paid", this.down).costPer1kTokens(BigDecimal.ONE).priority(1).build())
			.provider(LlmProvider.builder("best", this.down).costPer1kTokens(BigDecimal.TEN).priority(9).build())
			.provider(LlmProvider.builder("off", this.down).enabled(false).priority(99).build())
			.provider(LlmProvider.builder("free", this.down).costPer1kTokens(BigDecimal.ZERO).build());
	}

	@Test
	void freeProvidersAreAskedFirstAndThenTheMostPreferred() {
		assertThat(asked(this.chatModel, null)).containsExactly("free", "best", "paid");
	}

	@Test
	void configuredStrategyOrdersTheProviders() {
		FallbackChatModel model = configured().strategy("quality-optimized").build();
		assertThat(asked(model, null)).containsExactly("best", "paid", "free");
		assertThat(model.strategy()).isEqualTo("quality-optimized");
	}

	@Test
	void portableOptionsChangeNothingAboutTheOrder() {
		assertThat(asked(this.chatModel, ChatOptions.builder().temperature(0.1).build())).containsExactly("free",
				"best", "paid");
	}

	@Test
	void callChoosesItsStrategy() {
		assertThat(asked(FallbackChatOptions.builder().strategy("cost-optimized"))).containsExactly("free", "paid",
				"best");
		assertThat(asked(FallbackChatOptions.builder().strategy("Declared_Order"))).containsExactly("paid", "best",
				"free");
		assertThat(asked(FallbackChatOptions.builder().strategy("fail-fast"))).containsExactly("best");
	}

	@Test
	void strategyOfTheApplicationCanBeConfiguredAndChosen() {
		FallbackChatModel model = configured().strategy("reversed", (request) -> request.providers().subList(1, 2))
			.build();

		assertThat(asked(model, FallbackChatOptions.builder().strategy("reversed").build())).containsExactly("best");
	}

	@Test
	void unknownStrategyOfACallIsRejectedWithTheKnownOnes() {
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().strategy("psychic").build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.chatModel.call(prompt))
			.withMessageContainingAll("psychic", "smart", "round-robin");
		assertThat(this.down.requests()).isZero();
	}

	@Test
	void callNamesWhomToAskInItsOwnOrder() {
		assertThat(asked(FallbackChatOptions.builder().providers("paid", "free"))).containsExactly("paid", "free");
	}

	@Test
	void providerThatIsNamedAgainHasOneTurn() {
		assertThat(asked(FallbackChatOptions.builder().providers("paid", "paid", "free", "paid", "best")))
			.containsExactly("paid", "free", "best");
	}

	@Test
	void providerThatAStrategyNamesAgainHasOneTurn() {
		FallbackChatModel model = configured().strategy("doubled", (request) -> {
			List<Provider> doubled = new ArrayList<>(request.providers());
			doubled.addAll(1, request.providers());
			return doubled;
		}).build();
		assertThat(asked(model, FallbackChatOptions.builder().strategy("doubled").build())).containsExactly("paid",
				"best", "free");
	}

	@Test
	void providerThatIsNamedAgainIsNobodyElseToTurnTo() {
		ScriptedChatModel once = new ScriptedChatModel()
			.thenFail(ScriptedChatModel.failure(FailureKind.SERVER_ERROR, Duration.ofMillis(1)))
			.thenAnswer("well again");
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.FAIL, new RetrySettings(1, Duration.ZERO, 1, Duration.ZERO, 0),
					LlmProvider.builder("only", once).build())
			.retryBudget(1)
			.build();
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers("only", "only").build());
		assertThat(FallbackMetadata.from(model.call(prompt)).provider()).isEqualTo("only");
	}

	@Test
	void unknownProviderOfACallIsRejectedWithTheKnownOnes() {
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers("free", "fre").build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.chatModel.call(prompt))
			.withMessageContainingAll("'fre'", "paid", "best", "off", "free");
		assertThat(this.down.requests()).isZero();
	}

	@Test
	void disabledProviderThatIsNamedIsSkippedAndNotCounted() {
		assertThat(asked(FallbackChatOptions.builder().providers("off", "paid").maxAttempts(1))).containsExactly("off",
				"paid");
		assertThat(this.down.requests()).isEqualTo(1);
		ProviderStatus off = this.chatModel.providers().get(2);
		assertThat(off.status()).isEqualTo(ProviderStatus.Status.DISABLED);
		assertThat(off.calls().skipped()).isEqualTo(1);
		assertThat(off.calls().failed()).isZero();
	}

	@Test
	void maxAttemptsBoundsTheProviders() {
		assertThat(asked(configured().maxAttempts(2).build(), null)).containsExactly("free", "best");
		assertThat(asked(FallbackChatOptions.builder().maxAttempts(1))).containsExactly("free");
		assertThat(asked(configured().maxAttempts(1).build(), FallbackChatOptions.builder().maxAttempts(3).build()))
			.hasSize(3);
	}

	@Test
	void threeProvidersAreAskedUnlessConfiguredOtherwise() {
		FallbackChatModel model = configured().provider(LlmProvider.builder("fourth", this.down).build()).build();
		assertThat(asked(model, null)).hasSize(3);
		assertThat(asked(model, FallbackChatOptions.builder().maxAttempts(9).build())).hasSize(4);
	}

	@Test
	void withoutFallbackTheFirstFailureIsReportedAsItIs() {
		FallbackChatOptions options = FallbackChatOptions.builder().fallbackDisabled(true).maxAttempts(3).build();

		assertThatExceptionOfType(ProviderCallException.class)
			.isThrownBy(() -> this.chatModel.call(new Prompt("Hi", options)))
			.satisfies((failure) -> {
				assertThat(failure.provider()).isEqualTo("free");
				assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
				assertThat(failure.isRetryable()).isTrue();
			});
		assertThat(this.down.requests()).isEqualTo(1);
	}

	@Test
	void withoutFallbackADisabledProviderAloneIsNobodyToAsk() {
		FallbackChatOptions options = FallbackChatOptions.builder().fallbackDisabled(true).providers("off").build();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.chatModel.call(new Prompt("Hi", options)))
			.withMessageContaining("DISABLED");
	}

	private List<String> asked(FallbackChatOptions.Builder options) {
		return asked(this.chatModel, options.build());
	}

	private static List<String> asked(FallbackChatModel model, @Nullable ChatOptions options) {
		try {
			model.call(new Prompt("Hi", options));
			throw new AssertionError("nobody should have answered");
		}
		catch (AllProvidersFailedException ex) {
			return ex.attempts().stream().map(AttemptRecord::provider).toList();
		}
	}

}
