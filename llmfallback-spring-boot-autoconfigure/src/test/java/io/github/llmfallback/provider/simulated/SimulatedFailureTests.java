package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.failure.FailureKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What goes wrong with blocking calls, and the switch that makes it go wrong.
 */
class SimulatedFailureTests {

	private static final Prompt PROMPT = new Prompt("the secret question");

	private final List<Duration> slept = new ArrayList<>();

	private final SimulatedChatModel model = SimulatedChatModel.builder()
		.provider("acme")
		.latency(Duration.ofMillis(200))
		.hangFor(Duration.ofSeconds(7))
		.sleeper(this.slept::add)
		.build();

	@ParameterizedTest
	@CsvSource({ "AUTHENTICATION, 401", "RATE_LIMITED, 429", "QUOTA_EXHAUSTED, 402", "MODEL_NOT_FOUND, 404",
			"CONTEXT_LENGTH_EXCEEDED, 400", "INVALID_REQUEST, 400", "CONNECTION, connection reset", "SERVER_ERROR, 500",
			"OVERLOADED, 503", "TRUNCATED, cut short", "UNKNOWN, unknown" })
	void errorsAreThrownAfterTheLatency(FailureKind kind, String symptom) {
		this.model.failWith(kind);
		Failure failure = failureOf(this.model);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.message()).startsWith("simulated ")
			.contains(symptom, "provider 'acme'", "request 1")
			.doesNotContain("secret");
		assertThat(this.slept).containsExactly(Duration.ofMillis(200));
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "OVERLOADED" })
	void rateLimitsAndOverloadsAskToWait(FailureKind kind) {
		this.model.failWith(kind);
		assertThat(failureOf(this.model).retryAfter()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void otherErrorsDoNotAskToWait() {
		this.model.failWith(FailureKind.SERVER_ERROR);
		assertThat(failureOf(this.model).retryAfter()).isNull();
	}

	@Test
	void askedWaitCanBeChosen() {
		this.model.failWith(FailureKind.SERVER_ERROR, Duration.ofMinutes(3));
		assertThat(failureOf(this.model).retryAfter()).isEqualTo(Duration.ofMinutes(3));
	}

	@Test
	void classifiersRecogniseTheFailureBehindOtherExceptions() {
		this.model.failWith(FailureKind.OVERLOADED);
		SimulatedFailureException exception = thrownBy(this.model);
		Failure failure = FailureClassifiers.builtIn().classify(new IllegalStateException("wrapped", exception));
		assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(failure.cause()).isSameAs(exception);
	}

	@Test
	void emptyResponseIsAnAnswerWithoutText() {
		this.model.failWith(FailureKind.EMPTY_RESPONSE);
		ChatResponse response = this.model.call(PROMPT);
		assertThat(response.getResults()).singleElement().satisfies((generation) -> {
			assertThat(generation.getOutput().getText()).isEmpty();
			assertThat(generation.getMetadata().getFinishReason()).isEqualTo("stop");
		});
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(5);
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isZero();
		assertThat(this.slept).containsExactly(Duration.ofMillis(200));
	}

	@Test
	void malformedResponseIsAnAnswerWithoutGenerations() {
		this.model.failWith(FailureKind.MALFORMED_RESPONSE);
		ChatResponse response = this.model.call(PROMPT);
		assertThat(response.getResults()).isEmpty();
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(5);
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isZero();
	}

	@Test
	void filteredContentIsAnAnswerWithThatFinishReasonAndWithoutText() {
		this.model.failWith(FailureKind.CONTENT_FILTERED);
		assertThat(this.model.call(PROMPT).getResults()).singleElement().satisfies((generation) -> {
			assertThat(generation.getOutput().getText()).isEmpty();
			assertThat(generation.getMetadata().getFinishReason()).isEqualTo("content_filter");
		});
	}

	@Test
	void timeoutHangsUntilItsBoundAndThenFails() {
		this.model.failWith(FailureKind.TIMEOUT);
		assertThat(failureOf(this.model).kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(this.slept).containsExactly(Duration.ofSeconds(7));
	}

	@Test
	void timeoutHangsForAMinuteUnlessConfigured() {
		SimulatedChatModel usual = SimulatedChatModel.builder().provider("acme").sleeper(this.slept::add).build();
		usual.failWith(FailureKind.TIMEOUT);
		thrownBy(usual);
		assertThat(this.slept).containsExactly(Duration.ofSeconds(60));
	}

	@Test
	void interruptEndsAHangingCallAtOnceAndStaysVisible() throws Exception {
		SimulatedChatModel hanging = SimulatedChatModel.builder().provider("acme").build();
		hanging.failWith(FailureKind.TIMEOUT);
		AtomicBoolean interrupted = new AtomicBoolean();
		CompletableFuture<SimulatedFailureException> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				SimulatedFailureException exception = thrownBy(hanging);
				interrupted.set(Thread.currentThread().isInterrupted());
				outcome.complete(exception);
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(ex);
			}
		});
		caller.start();
		Awaitility.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
		caller.interrupt();
		SimulatedFailureException exception = outcome.get(5, TimeUnit.SECONDS);
		assertThat(exception.failure().kind()).isEqualTo(FailureKind.CANCELLED);
		assertThat(exception).hasCauseInstanceOf(InterruptedException.class).hasMessageContaining("provider 'acme'");
		assertThat(interrupted).isTrue();
	}

	@Test
	void shortLatencyReallyPasses() {
		SimulatedChatModel slow = SimulatedChatModel.builder().provider("acme").latency(Duration.ofMillis(20)).build();
		long start = System.nanoTime();
		slow.call(PROMPT);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
	}

	@ParameterizedTest
	@EnumSource(names = { "CANCELLED", "BUDGET_EXCEEDED" })
	void failuresOfTheCallersSideCannotBeForced(FailureKind kind) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.model.failWith(kind))
			.withMessage(kind + " cannot be simulated by a provider: it is decided on the caller's side");
		assertThatIllegalArgumentException().isThrownBy(() -> this.model.failWith(kind, Duration.ZERO));
		assertThat(this.model.forcedFailure()).isEmpty();
	}

	@Test
	void forcedFailureNeedsAKind() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.model.failWith(null))
			.withMessage("the kind of a simulated failure must not be null");
	}

	@Test
	void negativeWaitCannotBeForced() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.model.failWith(FailureKind.RATE_LIMITED, Duration.ofSeconds(-1)))
			.withMessageContaining("retryAfter must not be negative");
	}

	@Test
	void healedProviderAnswersAgain() {
		this.model.failWith(FailureKind.SERVER_ERROR);
		assertThat(this.model.forcedFailure()).contains(FailureKind.SERVER_ERROR);
		thrownBy(this.model);
		this.model.heal();
		assertThat(this.model.forcedFailure()).isEmpty();
		assertThat(this.model.call(PROMPT).getResults()).hasSize(1);
	}

	@Test
	void failedRequestsAreCounted() {
		assertThat(this.model.requests()).isZero();
		this.model.call(PROMPT);
		this.model.failWith(FailureKind.SERVER_ERROR);
		thrownBy(this.model);
		assertThat(this.model.requests()).isEqualTo(2);
	}

	@Test
	void breakingStreamsLeavesCallsAlone() {
		this.model.breakAfter(0);
		assertThat(this.model.call(PROMPT).getResults()).singleElement()
			.satisfies((generation) -> assertThat(generation.getOutput().getText()).isNotEmpty());
	}

	@Test
	void switchIsSeenByOtherThreads() {
		this.model.failWith(FailureKind.AUTHENTICATION);
		CompletableFuture<ChatResponse> call = CompletableFuture.supplyAsync(() -> this.model.call(PROMPT));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call.get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(SimulatedFailureException.class);
	}

	private static Failure failureOf(SimulatedChatModel model) {
		return thrownBy(model).failure();
	}

	private static SimulatedFailureException thrownBy(SimulatedChatModel model) {
		SimulatedFailureException exception = catchThrowableOfType(SimulatedFailureException.class,
				() -> model.call(PROMPT));
		assertThat(exception).isNotNull();
		return exception;
	}

}
