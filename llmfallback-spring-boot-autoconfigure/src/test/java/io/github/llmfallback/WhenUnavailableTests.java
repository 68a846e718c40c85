package io.github.llmfallback;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a call does when nobody who could serve it now is left.
 */
class WhenUnavailableTests {

	private final TurnedTime time = new TurnedTime();

	private final ExecutorService callers = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.callers.shutdownNow();
	}

	@Test
	void everyOneOfTwentyLimitedCallsReachesTheOnlyProvider() {
		ScriptedChatModel limited = new ScriptedChatModel()
			.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofHours(1)));
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.TRY_SOONEST,
				LlmProvider.builder("only", limited).build());
		for (int i = 1; i <= 20; i++) {
			assertThatExceptionOfType(AllProvidersFailedException.class)
				.isThrownBy(() -> model.call(GatedModels.PROMPT));
			assertThat(limited.requests()).isEqualTo(i);
			this.time.turnSeconds(1);
		}
		limited.thenAnswer("hi");
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(GatedModels.PROMPT));
		this.time.turnSeconds(1);
		assertThat(GatedModels.answeredBy(model)).isEqualTo("only");
		assertThat(model.providers().get(0).status()).isEqualTo(ProviderStatus.Status.UP);
	}

	@Test
	void limitedProviderIsLeftAloneWhereCallsAreToFail() {
		ScriptedChatModel limited = new ScriptedChatModel()
			.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofHours(1)))
			.thenAnswer("hi");
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.FAIL,
				LlmProvider.builder("only", limited).build());
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(AllProvidersFailedException.class)
				.isThrownBy(() -> model.call(GatedModels.PROMPT));
		}
		assertThat(limited.requests()).isEqualTo(1);
		this.time.turn(Duration.ofHours(1));
		assertThat(GatedModels.answeredBy(model)).isEqualTo("only");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsWaitUntilTheProviderMayBeAskedAgain(boolean stream) {
		Duration retryAfter = Duration.ofMillis(150);
		ScriptedChatModel limited = new ScriptedChatModel();
		for (int i = 0; i < 4; i++) {
			limited.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, retryAfter));
			limited.thenAnswer("hi");
		}
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.WAIT, LlmProvider.builder("only", limited).build())
			.build();
		for (int i = 0; i < 4; i++) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, stream));
			long start = System.nanoTime();
			ask(model, stream);
			assertThat(System.nanoTime() - start).isBetween(retryAfter.toNanos() / 2, TimeUnit.SECONDS.toNanos(20));
		}
		assertThat(limited.requests()).isEqualTo(8);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void waitThatCannotEndInTimeIsNotBegun(boolean stream) {
		ScriptedChatModel limited = new ScriptedChatModel()
			.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofHours(1)));
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.WAIT,
				LlmProvider.builder("only", limited).build());
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, stream));
		}
		assertThat(limited.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void realCallIsMadeWhenAllAreUnwell(boolean stream) {
		ScriptedChatModel a = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR).thenAnswer("hi");
		ScriptedChatModel b = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR).thenAnswer("hi");
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.TRY_SOONEST, GatedModels.touchy("a", a),
				GatedModels.touchy("b", b));
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, stream));
		assertThat(model.providers()).extracting(ProviderStatus::status).containsOnly(ProviderStatus.Status.OPEN);

		ChatResponse answer = ask(model, stream);

		FallbackMetadata metadata = FallbackMetadata.from(answer);
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("CIRCUIT_OPEN", "CIRCUIT_OPEN", "SUCCESS");
		assertThat(a.requests() + b.requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everyUnwellProviderIsAskedUntilOneAnswers(boolean stream) {
		ScriptedChatModel a = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR);
		ScriptedChatModel b = new ScriptedChatModel().thenFail(FailureKind.SERVER_ERROR)
			.thenFail(FailureKind.SERVER_ERROR)
			.thenAnswer("hi");
		FallbackChatModel model = GatedModels.turned(this.time, WhenUnavailable.TRY_SOONEST, GatedModels.touchy("a", a),
				GatedModels.touchy("b", b));
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, stream));
		}
		assertThat(FallbackMetadata.from(ask(model, stream)).provider()).isEqualTo("b");
		assertThat(a.requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void rateIsKeptEvenIfNobodyElseIsLeft(WhenUnavailable policy) {
		ScriptedChatModel scripted = new ScriptedChatModel();
		FallbackChatModel model = GatedModels.turned(this.time, policy,
				LlmProvider.builder("only", scripted).rateLimit(new RateSettings(2L, null)).build());
		GatedModels.answeredBy(model);
		GatedModels.answeredBy(model);
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(GatedModels.PROMPT))
			.satisfies((failed) -> assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
				.containsOnly("RATE_LIMIT"));
		assertThat(scripted.requests()).isEqualTo(2);
		this.time.turnSeconds(60);
		GatedModels.answeredBy(model);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void freePlaceIsWaitedForUntilTheDeadline(boolean stream) throws Exception {
		Held held = new Held();
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.builder("only", held).maxConcurrency(1).build())
			.timeout(Duration.ofSeconds(20))
			.build();
		CompletableFuture<?> first = CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), this.callers);
		assertThat(held.asked.await(10, TimeUnit.SECONDS)).isTrue();
		long start = System.nanoTime();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> ask(model, stream, Duration.ofMillis(100)))
			.satisfies((failed) -> assertThat(failed.attempts()).extracting(AttemptRecord::outcome)
				.containsOnly("CONCURRENCY"));
		assertThat(System.nanoTime() - start).isBetween(100_000_000L, 10_000_000_000L);

		CompletableFuture<ChatResponse> second = CompletableFuture.supplyAsync(() -> ask(model, stream), this.callers);
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !second.isDone());
		held.answer.complete(null);
		assertThat(FallbackMetadata.from(second.get(10, TimeUnit.SECONDS)).provider()).isEqualTo("only");
		first.get(10, TimeUnit.SECONDS);
		model.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whoeverHasAFreePlaceFirstAnswers(boolean stream) throws Exception {
		Held hangs = new Held();
		Held busy = new Held();
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST, LlmProvider.builder("hangs", hangs).maxConcurrency(1).build(),
					LlmProvider.builder("busy", busy).maxConcurrency(1).build())
			.strategy("declared-order")
			.timeout(Duration.ofSeconds(20))
			.build();
		CompletableFuture<?> first = CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), this.callers);
		assertThat(hangs.asked.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<?> second = CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), this.callers);
		assertThat(busy.asked.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<ChatResponse> third = CompletableFuture.supplyAsync(() -> ask(model, stream), this.callers);
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !third.isDone());

		busy.answer.complete(null);

		assertThat(FallbackMetadata.from(third.get(10, TimeUnit.SECONDS)).provider()).isEqualTo("busy");
		second.get(10, TimeUnit.SECONDS);
		hangs.answer.complete(null);
		first.get(10, TimeUnit.SECONDS);
		Awaitility.await().until(() -> model.providers().stream().allMatch((provider) -> provider.inFlight() == 0));
		model.close();
	}

	/**
	 * What the failed attempt gave back, somebody in line has got.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void retryWaitsForAPlaceThatSomebodyElseGot(boolean stream) throws Exception {
		CompletableFuture<Void> failing = new CompletableFuture<>();
		CompletableFuture<Void> answering = new CompletableFuture<>();
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch askedBySecond = new CountDownLatch(1);
		ScriptedChatModel scripted = new ScriptedChatModel().thenStream(Flux.defer(() -> {
			asked.countDown();
			failing.join();
			return Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));
		})).thenStream(Flux.defer(() -> {
			askedBySecond.countDown();
			answering.join();
			return Flux.just(ScriptedChatModel.text("second"));
		})).thenAnswer("first");
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST,
					new RetrySettings(1, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0),
					LlmProvider.builder("only", scripted).circuitBreaker(GatedModels.SOLID).maxConcurrency(1).build())
			.timeout(Duration.ofSeconds(20))
			.build();
		CompletableFuture<ChatResponse> first = CompletableFuture.supplyAsync(() -> ask(model, stream), this.callers);
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<ChatResponse> second = CompletableFuture.supplyAsync(() -> ask(model, stream), this.callers);
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !second.isDone());
		failing.complete(null);
		assertThat(askedBySecond.await(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !first.isDone());
		answering.complete(null);
		assertThat(second.get(10, TimeUnit.SECONDS).getResult().getOutput().getText()).isEqualTo("second");
		ChatResponse answer = first.get(10, TimeUnit.SECONDS);
		assertThat(answer.getResult().getOutput().getText()).isEqualTo("first");
		assertThat(FallbackMetadata.from(answer).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly("SERVER_ERROR", "CONCURRENCY", "SUCCESS");
		model.close();
	}

	@Test
	void fullProviderIsPassedOverWhereCallsAreToFail() throws Exception {
		Held held = new Held();
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.FAIL, LlmProvider.builder("only", held).maxConcurrency(1).build())
			.build();
		CompletableFuture<?> first = CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), this.callers);
		assertThat(held.asked.await(10, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(GatedModels.PROMPT))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.OVERLOADED))
			.satisfies((ex) -> assertThat(ex.isRetryable()).isTrue());
		held.answer.complete(null);
		first.get(10, TimeUnit.SECONDS);
		model.close();
	}

	/**
	 * Waiting calls are interrupted, cancelled and overtaken by their deadlines at the
	 * very moment at which they get their place.
	 */
	@Test
	void waitsThatAreGivenUpLeaveNoPermitBehind() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		Brief shortly = new Brief();
		FallbackChatModel model = GatedModels
			.builder(WhenUnavailable.TRY_SOONEST,
					LlmProvider.builder("only", shortly).circuitBreaker(GatedModels.SOLID).maxConcurrency(1).build())
			.build();
		FallbackChatClient client = FallbackChatClient.create(model);
		ExecutorService threads = Executors.newCachedThreadPool();
		for (int round = 0; round < 600; round++) {
			CompletableFuture<?> first = CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), threads);
			long pause = random.nextInt(400_000);
			int kind = random.nextInt(3);
			if (kind == 0) {
				CompletableFuture<ChatResponse> waiting = client.callAsync(GatedModels.PROMPT);
				LockSupport.parkNanos(pause);
				waiting.cancel(true);
			}
			else if (kind == 1) {
				Disposable waiting = model.stream(GatedModels.PROMPT).subscribe((chunk) -> {
				}, (error) -> {
				});
				LockSupport.parkNanos(pause);
				waiting.dispose();
			}
			else {
				try {
					ask(model, random.nextBoolean(), Duration.ofNanos(1 + pause));
				}
				catch (LlmFallbackException ex) {
					assertThat(ex).isNotNull();
				}
			}
			first.get(10, TimeUnit.SECONDS);
			assertThat(GatedModels.answeredBy(model)).as("seed %d, round %d", seed, round).isEqualTo("only");
		}
		Awaitility.await().until(() -> model.providers().get(0).inFlight() == 0);
		threads.shutdown();
		model.close();
	}

	private static ChatResponse ask(FallbackChatModel model, boolean stream) {
		return stream ? model.stream(GatedModels.PROMPT).blockLast() : model.call(GatedModels.PROMPT);
	}

	private static ChatResponse ask(FallbackChatModel model, boolean stream, Duration timeout) {
		var prompt = new Prompt("Hi", FallbackChatOptions.builder().timeout(timeout).build());
		return stream ? model.stream(prompt).blockLast() : model.call(prompt);
	}

	/**
	 * Answers soon, in calls and in streams.
	 */
	private static final class Brief implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			LockSupport.parkNanos(50_000);
			return ScriptedChatModel.text("hi");
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(call(prompt)));
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

	/**
	 * Answers when the test lets it.
	 */
	private static final class Held implements ChatModel {

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CompletableFuture<Void> answer = new CompletableFuture<>();

		@Override
		public ChatResponse call(Prompt prompt) {
			this.asked.countDown();
			this.answer.join();
			return ScriptedChatModel.text("hi");
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(call(prompt)));
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

}
