package io.github.llmfallback.calls;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What attempts cost, for every way in which they end.
 */
class SettlementTests {

	private static final Prompt PROMPT = new Prompt("What does it cost?");

	/** Nano-units: 1,000 for each input token, 2,000 for each output token. */
	private static final long INPUT = PromptSize.of(PROMPT).billable() * 1_000;

	private static final long REPORTED = 1_000 * 1_000 + 2_000 * 2_000;

	private final Calls calls = new Calls();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	@Test
	void reportedUsageIsPaid() {
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
			assertThat(metadata.cost()).isEqualByComparingTo("0.005");
			assertThat(metadata.attempts().get(0).cost()).isEqualByComparingTo("0.005");
			assertSettled(model, REPORTED);
		}
	}

	@Test
	void answerWithoutUsageIsEstimatedAndSaysSo() {
		this.first.thenAnswer(ScriptedChatModel.response(new AssistantMessage("12345678"), "stop", new EmptyUsage()));
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			model.call(PROMPT);
			assertThat(this.calls.finished).singleElement().matches(Attempt::estimated);
			assertSettled(model, INPUT + 2 * 2_000);
		}
	}

	@Test
	void answerWithoutUsageIsNotTakenForLongerThanItMayBe() {
		this.first.thenAnswer(
				ScriptedChatModel.response(new AssistantMessage("long".repeat(20)), "length", new EmptyUsage()));
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			model.call(new Prompt("What does it cost?", FallbackChatOptions.builder().maxTokens(18).build()));
			assertSettled(model, INPUT + 18 * 2_000);
		}
	}

	@Test
	void streamThatIsCancelledIsNotTakenForLongerThanItMayBe() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk("long".repeat(20))).concatWith(Flux.never()));
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			model.stream(new Prompt("What does it cost?", FallbackChatOptions.builder().maxTokens(18).build()))
				.take(1)
				.blockLast();
			Awaitility.await().until(() -> this.calls.finished.size() == 1);
			assertSettled(model, INPUT + 18 * 2_000);
		}
	}

	@Test
	void errorWithoutUsageCostsNothing() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			assertThat(FallbackMetadata.from(model.call(PROMPT)).attempts()).extracting((attempt) -> attempt.provider())
				.containsExactly("a", "b");
			assertThat(this.calls.finished).extracting(Attempt::cost).containsExactly(0L, REPORTED);
			assertSettled(model, REPORTED);
		}
	}

	@Test
	void timedOutAttemptCostsItsInput() {
		this.first.thenStream(Flux.never());
		try (FallbackChatModel model = builder(1_000_000_000L).timeout(Duration.ofMillis(200)).build()) {
			FallbackChatClient.create(model).tryCall(PROMPT);
			Awaitility.await().until(() -> !this.calls.finished.isEmpty());
			assertThat(this.calls.finished.get(0).cost()).isEqualTo(INPUT);
		}
	}

	@Test
	void streamCancelledBeforeItsFirstChunkCostsItsInput() {
		this.first.thenStream(Flux.never());
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			var stream = model.stream(PROMPT).subscribe();
			Awaitility.await().until(() -> this.first.requests() == 1);
			stream.dispose();
			Awaitility.await().until(() -> this.calls.finished.size() == 1);
			assertSettled(model, INPUT);
		}
	}

	@Test
	void streamCancelledLaterCostsWhatArrivedToo() {
		ChatResponse chunk = ScriptedChatModel.chunk("abcd");
		this.first.thenStream(Flux.just(chunk, chunk, chunk).concatWith(Flux.never()));
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			assertThat(model.stream(PROMPT).take(3).collectList().block()).hasSize(3);
			Awaitility.await().until(() -> this.calls.finished.size() == 1);
			assertSettled(model, INPUT + 3 * 2_000);
		}
	}

	@Test
	void rehearsedFailureCostsNothing() {
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			model.call(new Prompt("What does it cost?",
					FallbackChatOptions.builder().simulateFailures(Map.of("a", FailureKind.TIMEOUT)).build()));
			assertThat(this.first.requests()).isZero();
			assertThat(this.calls.finished).extracting(Attempt::cost).containsExactly(0L, REPORTED);
			assertSettled(model, REPORTED);
		}
	}

	@Test
	void overBudgetNamesWhatRefused() {
		try (FallbackChatModel model = builder(1_000L).build()) {
			BudgetExceededException ex = catchThrowableOfType(BudgetExceededException.class, () -> model.call(PROMPT));
			assertThat(ex.scope()).isEqualTo("global");
			assertThat(ex.window()).isEqualTo("DAILY");
			assertThat(ex.limit()).isEqualByComparingTo("0.000001");
			assertThat(ex.spent()).isZero();
			assertThat(ex.reserved()).isZero();
			assertThat(ex.requested()).isGreaterThan(ex.limit());
			assertThat(ex.resetsAt()).isNotNull();
			assertThat(ex.attempts()).extracting((attempt) -> attempt.outcome())
				.containsExactly("OVER_BUDGET", "OVER_BUDGET");
			assertThat(
					catchThrowableOfType(BudgetExceededException.class, () -> model.stream(PROMPT).blockLast()).scope())
				.isEqualTo("global");
			assertThat(FallbackChatClient.create(model).tryCall(PROMPT)).isInstanceOfSatisfying(
					ChatOutcome.Failure.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.BUDGET_EXCEEDED));
			assertThat(this.first.requests() + this.second.requests()).isZero();
			assertSettled(model, 0);
		}
	}

	@Test
	void freeProviderServesWhenTheMoneyIsGone() {
		try (FallbackChatModel model = builder(1_000L)
			.provider(LlmProvider.builder("free", new ScriptedChatModel()).costPer1kTokens(BigDecimal.ZERO).build())
			.build()) {
			FallbackMetadata metadata = FallbackMetadata.from(model.call(PROMPT));
			assertThat(metadata.provider()).isEqualTo("free");
			assertThat(metadata.cost()).isZero();
		}
	}

	@Test
	void spendingIsResetForOneOrAll() {
		try (FallbackChatModel model = builder(1_000_000_000L).build()) {
			model.call(PROMPT);
			model.resetSpend("a");
			assertThat(model.spend().providers().get("a").today()).isZero();
			assertThat(model.spend().total().today()).isEqualByComparingTo("0.005");
			model.resetSpend();
			assertSettled(model, 0);
		}
	}

	private FallbackChatModelBuilder builder(long daily) {
		BudgetSettings settings = new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(daily, null),
				Map.of(), Map.of(), List.of(0.8), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
		FallbackChatModelBuilder builder = this.calls.builder().budgets(settings);
		List.of(this.first, this.second)
			.forEach((chatModel) -> builder
				.provider(LlmProvider.builder((chatModel == this.first) ? "a" : "b", chatModel)
					.cost(new BigDecimal("0.001"), new BigDecimal("0.002"))
					.build()));
		return builder;
	}

	private static void assertSettled(FallbackChatModel model, long nanos) {
		assertThat(model.spend().total().today()).isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
		assertThat(model.spend().total().reserved()).isZero();
	}

}
