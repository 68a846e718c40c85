package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FallbackChatModelBuilder} and {@link LlmProvider.Builder}.
 */
class FallbackChatModelBuilderTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private final ScriptedChatModel scripted = new ScriptedChatModel();

	private final LlmProvider provider = LlmProvider.builder("scripted", this.scripted).build();

	@Test
	void providersAreNeeded() {
		assertThatIllegalStateException().isThrownBy(() -> FallbackChatModel.builder().build())
			.withMessageContaining("provider");
	}

	@Test
	void twoProvidersOfOneNameAreRejected() {
		FallbackChatModelBuilder builder = FallbackChatModel.builder().provider(this.provider);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder.provider(LlmProvider.builder("scripted", this.scripted).build()))
			.withMessageContaining("'scripted'");
	}

	@Test
	void unknownStrategyIsRejectedWithTheKnownOnes() {
		FallbackChatModelBuilder builder = FallbackChatModel.builder().provider(this.provider).strategy("psychic");
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContainingAll("psychic", "smart", "cost-optimized", "quality-optimized", "round-robin",
					"declared-order", "fail-fast");
	}

	@Test
	void atLeastOneAttemptIsMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> FallbackChatModel.builder().maxAttempts(0))
			.withMessageContaining("maxAttempts");
	}

	@Test
	void strategyOfTheApplicationReplacesABuiltInOne() {
		FallbackChatModel model = FallbackChatModel.builder()
			.provider(LlmProvider.builder("other", this.scripted).build())
			.provider(this.provider)
			.strategy("SMART", (request) -> List.of(request.providers().get(1)))
			.build();
		assertThat(FallbackMetadata.from(model.call(PROMPT)).provider()).isEqualTo("scripted");
		assertThat(model.strategy()).isEqualTo("smart");
	}

	@Test
	void moneyIsHeldForLongerThanACallMayTake() {
		Duration quarter = Duration.ofMinutes(15);
		LlmProvider patient = LlmProvider.builder("patient", this.scripted).timeout(quarter).build();
		assertThatMoneyIsHeldFor(quarter, FallbackChatModel.builder().provider(this.provider).timeout(quarter));
		assertThatMoneyIsHeldFor(quarter, FallbackChatModel.builder().provider(patient));
	}

	@Test
	void timeoutsMayBeAsLongAsOneLikes() {
		FallbackChatModelBuilder endless = FallbackChatModel.builder()
			.provider(this.provider)
			.timeout(Duration.ofSeconds(Long.MAX_VALUE));
		assertThatMoneyIsHeldFor(Duration.ofDays(36_500), endless);
	}

	private static void assertThatMoneyIsHeldFor(Duration duration, FallbackChatModelBuilder builder) {
		TurnedTime time = new TurnedTime();
		BudgetLedger ledger = builder.clocks(time, time).ledger();
		BudgetKey today = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);
		ledger.reserve(new Reservation("held", 1, List.of(new BudgetLimit(today, 1))));
		time.turn(duration);
		assertThat(ledger.chargeExpired()).isEmpty();
		time.turn(Duration.ofMinutes(5));
		assertThat(ledger.chargeExpired()).isNotEmpty();
	}

	@Test
	void defaultsServeWhereNeitherCallNorProviderSaysAnything() {
		FallbackChatModel model = FallbackChatModel.builder()
			.provider(this.provider)
			.defaults(new ChatDefaults(0.7, 99))
			.build();
		model.call(PROMPT);
		ChatOptions options = this.scripted.prompts().get(0).getOptions();
		assertThat(options.getTemperature()).isEqualTo(0.7);
		assertThat(options.getMaxTokens()).isEqualTo(99);
	}

	@Test
	void classifierOfTheApplicationDecidesWhatFollows() {
		this.scripted.thenFail(new IllegalStateException("tenant is blocked"));
		FallbackChatModel model = FallbackChatModel.builder()
			.provider(this.provider)
			.classifiers(new FailureClassifiers(
					List.of((exception) -> Failure.of(FailureKind.INVALID_REQUEST, "blocked", exception))))
			.build();
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> model.call(PROMPT))
			.withMessageContainingAll("INVALID_REQUEST", "blocked");
	}

	@Test
	void listenersLearnWhatHappens() {
		this.scripted.thenFail(FailureKind.SERVER_ERROR);
		List<String> events = new ArrayList<>();
		FallbackChatModel model = Providers
			.builder(LlmProvider.builder("off", this.scripted).enabled(false).build(), this.provider,
					LlmProvider.builder("steady", new ScriptedChatModel()).build())
			.listener(new CallListener() {

				@Override
				public void attemptStarted(Target target) {
					events.add("started " + target);
				}

				@Override
				public void attemptFinished(Attempt attempt) {
					events.add("finished " + attempt.target() + " " + attempt.outcome().name());
				}

				@Override
				public void callFinished(CallSummary summary) {
					events.add("call " + summary.outcome());
				}

			})
			.listener(new CallListener() {

			})
			.build();

		model.call(new Prompt("Hi", FallbackChatOptions.builder().providers("off", "scripted", "steady").build()));

		assertThat(events).containsExactly("finished off/default DISABLED", "started scripted/default",
				"finished scripted/default SERVER_ERROR", "started steady/default", "finished steady/default SUCCESS",
				"call SUCCESS");
	}

	@Test
	void callWithNobodyToAskIsFinishedToo() {
		List<String> outcomes = new ArrayList<>();
		FallbackChatModel model = Providers.builder(LlmProvider.builder("off", this.scripted).enabled(false).build())
			.listener(new CallListener() {

				@Override
				public void callFinished(CallSummary summary) {
					outcomes.add(summary.outcome());
				}

			})
			.build();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(PROMPT));
		assertThat(outcomes).containsExactly("NO_PROVIDER");
	}

	@Test
	void optionsOfTheModelAreEmpty() {
		FallbackChatModel model = FallbackChatModel.builder().provider(this.provider).build();
		assertThat(model.getOptions()).isEqualTo(FallbackChatOptions.builder().build());
	}

	@Test
	void providerIsKnownByItsName() {
		assertThat(this.provider.name()).isEqualTo("scripted");
		assertThat(this.provider).hasToString("scripted");
	}

	@Test
	void providerNeedsANameAndAChatModel() {
		assertThatIllegalArgumentException().isThrownBy(() -> LlmProvider.builder(" ", this.scripted))
			.withMessageContaining("name");
		assertThatIllegalArgumentException().isThrownBy(() -> LlmProvider.builder("a", null))
			.withMessageContaining("chatModel");
	}

	@Test
	void priceIsNotNegative() {
		LlmProvider.Builder builder = LlmProvider.builder("a", this.scripted);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.costPer1kTokens(new BigDecimal("-0.01")))
			.withMessageContaining("negative");
	}

	@Test
	void modelsOfAProviderAreAskedInOrderOfPreference() {
		this.scripted.thenFail(FailureKind.MODEL_NOT_FOUND).thenAnswer("hi");
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("a", this.scripted).models("large", "small").build());
		FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
		assertThat(metadata.model()).isEqualTo("small");
		assertThat(this.scripted.prompts()).extracting((prompt) -> prompt.getOptions().getModel())
			.containsExactly("large", "small");
	}

	@Test
	void modelOfAProviderIsTheOneItsChatModelIsConfiguredWith() {
		this.scripted.options(ChatOptions.builder().model("configured").build());
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("a", this.scripted).build());
		assertThat(FallbackMetadata.from(model.call(PROMPT)).model()).isEqualTo("configured");
	}

}
