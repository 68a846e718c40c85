package io.github.llmfallback;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.llmfallback.ProviderStatus.Circuit;
import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.observation.ProviderEvents;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A listener of the application that fails does not fail the call, and costs no answer.
 */
class FailingListenerTests {

	private final TurnedTime time = new TurnedTime();

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final FallbackChatModelBuilder builder = GatedModels
		.builder(WhenUnavailable.TRY_SOONEST,
				LlmProvider.builder("first", this.first)
					.circuitBreaker(GatedModels.TOUCHY)
					.costPer1kTokens(new BigDecimal("0.001"))
					.build(),
				LlmProvider.builder("second", this.second).build())
		.clocks(this.time, this.time)
		.budgets(new BudgetSettings("USD", ZoneOffset.UTC, null, new WindowLimits(1_000_000_000L, null), Map.of(),
				Map.of(), List.of(0.001), UnknownPrice.ALLOW, OnStoreFailure.CLOSED));

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatAProviderIsWellAgain(Throwable failure) {
		this.builder.availabilityListener(new AvailabilityListener() {

			@Override
			public void unavailable(Provider provider, HealthChange change) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

			@Override
			public void recovered(Provider provider, HealthChange change) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		assertFirstRecovers();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatMoneyRunsLow(Throwable failure) {
		this.builder.budgetListener(new BudgetListener() {

			@Override
			public void alert(BudgetAlert alert) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		assertFirstRecovers();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatAnAttemptStarts(Throwable failure) {
		this.builder.listener(new CallListener() {

			@Override
			public void attemptStarted(Target target) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		assertFirstRecovers();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatAnAttemptOrACallHasEnded(Throwable failure) {
		this.builder.listener(new CallListener() {

			@Override
			public void attemptFinished(Attempt attempt) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		}).listener(new CallListener() {

			@Override
			public void callFinished(CallSummary summary) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		assertFirstRecovers();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatACallWasSpared(Throwable failure) {
		this.builder.cache(CacheSettings.DEFAULT).listener(new CallListener() {

			@Override
			public void callSpared(Target target, Duration elapsed) {
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		try (FallbackChatModel model = this.builder.build()) {
			model.call(GatedModels.PROMPT);
			assertThat(FallbackMetadata.from(model.call(GatedModels.PROMPT)).cached()).isTrue();
			assertThat(FallbackMetadata.from(model.stream(GatedModels.PROMPT).blockLast()).cached()).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoLearnsThatAnAttemptCostMoreThanWasHeldForIt(Throwable failure) {
		AtomicInteger told = new AtomicInteger();
		this.builder.budgetListener(new BudgetListener() {

			@Override
			public void overrun(long overrun) {
				told.incrementAndGet();
				FailingListenerTests.<RuntimeException>sneakyThrow(failure);
			}

		});
		try (FallbackChatModel model = this.builder.build()) {
			Prompt prompt = new Prompt("Hi", ChatOptions.builder().maxTokens(10).build());
			assertThat(GatedModels.answeredBy(model, prompt)).isEqualTo("first");
			assertThat(FallbackMetadata.from(model.stream(prompt).blockLast()).provider()).isEqualTo("first");
			assertThat(model.spend().total().reserved()).isZero();
		}
		assertThat(told).hasValue(2);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whoReceivesEvents(Throwable failure) {
		ProviderEvents events = new ProviderEvents(
				(event) -> FailingListenerTests.<RuntimeException>sneakyThrow(failure));
		this.builder.listener(events).availabilityListener(events).budgetListener(events);
		assertFirstRecovers();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("broken"), new IOException("declared by nobody, as in Kotlin"),
				new AssertionError("broken"), new NoClassDefFoundError("application/Board"), new StackOverflowError());
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <X extends Throwable> void sneakyThrow(Throwable failure) throws X {
		throw (X) failure;
	}

	private void assertFirstRecovers() {
		this.first.thenFail(FailureKind.RATE_LIMITED).thenFail(FailureKind.SERVER_ERROR).thenAnswer("well again");
		try (FallbackChatModel model = this.builder.build()) {
			assertThat(GatedModels.answeredBy(model)).isEqualTo("second");
			this.time.turnSeconds(600);
			assertThat(GatedModels.answeredBy(model)).isEqualTo("second");
			this.time.turnSeconds(600);
			FallbackMetadata metadata = FallbackMetadata.from(model.call(GatedModels.PROMPT));
			assertThat(metadata.attempts()).extracting(AttemptRecord::provider, AttemptRecord::outcome)
				.containsExactly(tuple("first", "SUCCESS"));
			assertThat(metadata.cost()).isPositive();
			assertThat(FallbackMetadata.from(model.stream(GatedModels.PROMPT).blockLast()).provider())
				.isEqualTo("first");
			assertThat(model.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
			assertThat(model.providers().get(0).circuit()).extracting(Circuit::state).hasToString("CLOSED");
			assertThat(model.spend().total().reserved()).isZero();
		}
	}

}
