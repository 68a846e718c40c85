package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for identical calls of a {@link FallbackChatModel} that come at the same time.
 */
class FallbackChatModelSharedCallTests {

	private static final Prompt PROMPT = new Prompt("Why is the sky blue?");

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	private final AtomicInteger cancelled = new AtomicInteger();

	/** What the provider streams, once something is sent. */
	private final Sinks.Many<ChatResponse> upstream = Sinks.many().replay().all();

	private final ScriptedChatModel provider = new ScriptedChatModel()
		.thenStream(this.upstream.asFlux().doOnCancel(this.cancelled::incrementAndGet));

	private final List<CallSummary> ended = new CopyOnWriteArrayList<>();

	@AutoClose
	private final FallbackChatModel chatModel = model(this.provider);

	private final ExecutorService callers = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.callers.shutdownNow();
	}

	private FallbackChatModel model(ScriptedChatModel provider) {
		return builder(provider).build();
	}

	private FallbackChatModelBuilder builder(ScriptedChatModel provider) {
		return FallbackChatModel.builder()
			.retryBudget(0)
			.settings(CallSettings.DEFAULT)
			.cache(CacheSettings.DEFAULT)
			.listener(new CallListener() {

				@Override
				public void callFinished(CallSummary summary) {
					FallbackChatModelSharedCallTests.this.ended.add(summary);
				}

			})
			.provider(LlmProvider.builder("a", provider).build());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void aThousandIdenticalCallsAreOneRequest(int sorts) throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int sort = i % sorts;
			all.add(CompletableFuture.supplyAsync(() -> {
				awaitUninterruptibly(begin);
				return switch (sort) {
					case 0 -> this.chatModel.call(PROMPT);
					case 1 -> this.chatModel.stream(PROMPT).collectList().block().get(0);
					default -> this.chatModel.callAsync(PROMPT).join();
				};
			}, this.callers));
		}
		begin.countDown();
		awaitRequests(1);
		answer("Because.");

		int first = 0;
		for (CompletableFuture<ChatResponse> one : all) {
			ChatResponse response = one.get(30, TimeUnit.SECONDS);
			assertThat(text(response)).isEqualTo("Because.");
			first += FallbackMetadata.from(response).cached() ? 0 : 1;
		}
		assertThat(this.provider.requests()).isOne();
		assertThat(first).isOne();
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void manyRoundsOfIdenticalCallsAreOneRequestEach() throws Exception {
		ScriptedChatModel quick = new ScriptedChatModel();
		int threads = 8;
		CyclicBarrier barrier = new CyclicBarrier(threads);
		try (FallbackChatModel model = model(quick)) {
			List<CompletableFuture<Void>> all = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				int sort = thread % 2;
				all.add(CompletableFuture.runAsync(() -> {
					for (int round = 0; round < 1000; round++) {
						await(barrier);
						Prompt prompt = new Prompt("Question " + round);
						ChatResponse response = (sort == 0) ? model.call(prompt) : model.stream(prompt).blockLast();
						assertThat(FallbackMetadata.from(response)).isNotNull();
					}
				}, this.callers));
			}
			for (CompletableFuture<Void> one : all) {
				one.get(60, TimeUnit.SECONDS);
			}
		}
		assertThat(quick.requests()).isEqualTo(1000);
	}

	@Test
	void streamsThatJoinGetWhatWasStreamedBefore() {
		List<ChatResponse> first = new CopyOnWriteArrayList<>();
		List<ChatResponse> second = new CopyOnWriteArrayList<>();
		this.chatModel.stream(PROMPT).subscribe(first::add);
		awaitRequests(1);
		this.upstream.tryEmitNext(ScriptedChatModel.chunk("Be"));
		Awaitility.await().until(() -> first.size() == 1);
		this.chatModel.stream(PROMPT).subscribe(second::add);
		Awaitility.await().until(() -> second.size() == 1);
		first.get(0).getResult().getOutput().getMetadata().put("mine", true);
		answer("cause.");

		Awaitility.await().until(() -> first.size() == 2 && second.size() == 2);
		assertThat(second).extracting(FallbackChatModelSharedCallTests::text).containsExactly("Be", "cause.");
		assertThat(second.get(0).getResult().getOutput().getMetadata()).doesNotContainKey("mine");
		assertThat(FallbackMetadata.from(first.get(1)).cached()).isFalse();
		assertThat(FallbackMetadata.from(second.get(1)).cached()).isTrue();
		assertThat(FallbackMetadata.from(second.get(1)).attempts()).isEmpty();
		assertThat(this.provider.requests()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "async", "stream" })
	void othersGetTheirAnswerWhenTheFirstLeaves(String sort) throws Exception {
		Runnable leaving = first(sort);
		awaitRequests(1);
		CompletableFuture<ChatResponse> blocking = CompletableFuture.supplyAsync(() -> this.chatModel.call(PROMPT),
				this.callers);
		CompletableFuture<ChatResponse> streaming = this.chatModel.stream(PROMPT).last().toFuture();
		awaitWaiting(3);
		leaving.run();
		Awaitility.await().until(() -> waiting() == 2);
		answer("Because.");

		assertThat(text(blocking.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
		assertThat(FallbackMetadata.from(streaming.get(10, TimeUnit.SECONDS)).cached()).isTrue();
		assertThat(this.provider.requests()).isOne();
		assertThat(this.cancelled).hasValue(0);
		assertThat(FallbackMetadata.from(this.chatModel.call(PROMPT)).cached()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "async", "stream" })
	void requestIsGivenUpWhenAllHaveLeft(String sort) {
		Runnable leaving = first(sort);
		awaitRequests(1);
		Disposable other = this.chatModel.stream(PROMPT).onErrorComplete().subscribe();
		awaitWaiting(2);
		leaving.run();
		Awaitility.await().until(() -> waiting() == 1);
		assertThat(this.ended).isEmpty();
		other.dispose();

		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.ended.size() == 1);
		assertThat(this.ended.get(0).outcome()).isEqualTo("CANCELLED");
		answer("Because.");
		assertThat(FallbackMetadata.from(this.chatModel.call(PROMPT)).cached()).isFalse();
	}

	@Test
	void interruptedCallerGetsATypedExceptionAndKeepsItsFlag() throws Exception {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> flag = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				this.chatModel.call(PROMPT);
			}
			catch (LlmFallbackException ex) {
				thrown.set(ex);
				flag.set(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		awaitRequests(1);
		caller.interrupt();
		caller.join(10_000);
		assertThat(thrown.get()).isInstanceOfSatisfying(LlmFallbackException.class,
				(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.CANCELLED));
		assertThat(flag.get()).isTrue();
	}

	@Test
	void cancelledCallCancelsItsFuture() {
		CompletableFuture<ChatResponse> first = this.chatModel.callAsync(PROMPT);
		awaitRequests(1);
		first.cancel(true);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(first::join);
		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.ended.size() == 1);
	}

	@Test
	void everybodyWaitsForAsLongAsTheyWish() throws Exception {
		CompletableFuture<ChatResponse> patient = this.chatModel.callAsync(withTimeout(Duration.ofSeconds(30)));
		awaitRequests(1);
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.chatModel.call(withTimeout(Duration.ofMillis(50))))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT))
			.satisfies((ex) -> assertThat(ex.attempts()).isEmpty())
			.withMessageContaining("timed out while an identical one was under way");
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.chatModel.stream(withTimeout(Duration.ofMillis(50))).blockLast())
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT));
		answer("Because.");
		assertThat(text(patient.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
		assertThat(this.provider.requests()).isOne();
	}

	@Test
	void callLastsAsLongAsItsMostPatientStream() {
		List<ChatResponse> patient = new CopyOnWriteArrayList<>();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		this.upstream.tryEmitNext(ScriptedChatModel.chunk("Be"));
		this.chatModel.stream(withTimeout(Duration.ofMillis(500))).subscribe((chunk) -> {
		}, failure::set);
		this.chatModel.stream(withTimeout(Duration.ofSeconds(30))).subscribe(patient::add);
		assertThat(waiting()).isEqualTo(2);
		Awaitility.await().atMost(SOON).until(() -> failure.get() != null);
		assertThat(failure.get()).isInstanceOfSatisfying(LlmFallbackException.class, (ex) -> {
			assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
			assertThat(ex.partialText()).isEqualTo("Be");
		});
		answer("cause.");
		Awaitility.await().until(() -> patient.size() == 2);
		assertThat(this.provider.requests()).isOne();
	}

	@Test
	void attemptUnderWayLastsAsLongAsTheMostPatientCaller() throws Exception {
		CompletableFuture<ChatResponse> impatient = this.chatModel.callAsync(withTimeout(Duration.ofMillis(500)));
		awaitRequests(1);
		CompletableFuture<ChatResponse> slower = stream(Duration.ofSeconds(1));
		CompletableFuture<ChatResponse> patient = stream(Duration.ofSeconds(30));
		assertThat(impatient).failsWithin(SOON);
		assertThat(slower).failsWithin(SOON);
		answer("Because.");
		assertThat(text(patient.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
		assertThat(this.provider.requests()).isOne();
		assertThat(this.ended).singleElement()
			.satisfies((call) -> assertThat(call.attempts()).extracting((attempt) -> attempt.outcome().name())
				.containsExactly("SUCCESS"));
	}

	private CompletableFuture<ChatResponse> stream(Duration timeout) {
		return this.chatModel.stream(withTimeout(timeout)).last().toFuture();
	}

	/**
	 * The clock stands still until the provider is asked, which so is in time.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callOfOneFailsAsWithoutACache(boolean streaming) {
		TurnedTime time = new TurnedTime();
		ScriptedChatModel slow = new ScriptedChatModel().thenStream(Flux.defer(() -> {
			time.turn(TIMEOUT);
			return Flux.never();
		}));
		try (FallbackChatModel model = builder(slow).clocks(time, time).build()) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, streaming))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT))
				.satisfies((ex) -> assertThat(ex.attempts()).extracting(AttemptRecord::outcome)
					.containsExactly("TIMEOUT"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callWhoseTimeIsUpBeforeAnybodyIsAskedTimesOut(boolean streaming) {
		TurnedTime time = new TurnedTime();
		FallbackChatModelBuilder builder = builder(this.provider).clocks(time, time).strategy("pensive", (request) -> {
			time.turn(TIMEOUT);
			return request.providers();
		}).strategy("pensive");
		try (FallbackChatModel model = builder.build()) {
			assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> ask(model, streaming))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT))
				.satisfies((ex) -> assertThat(ex.attempts()).isEmpty())
				.withMessageContainingAll("No provider was asked", "time", "'timeout'");
		}
		assertThat(this.provider.requests()).isZero();
		assertThat(this.ended).extracting(CallSummary::outcome).containsExactly("TIMEOUT");
	}

	@Test
	void oneFailureIsEverybodysAndEachGetsItsOwnException() {
		List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			all.add((i % 2 == 0) ? this.chatModel.callAsync(PROMPT) : this.chatModel.stream(PROMPT).last().toFuture());
		}
		awaitRequests(1);
		awaitWaiting(20);
		this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.INVALID_REQUEST));

		List<Throwable> failures = new ArrayList<>();
		for (CompletableFuture<ChatResponse> one : all) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(one::join)
				.satisfies((ex) -> failures.add(ex.getCause()));
		}
		assertThat(failures).doesNotHaveDuplicates()
			.allSatisfy((failure) -> assertThat(failure).isInstanceOfSatisfying(ProviderCallException.class,
					(ex) -> assertThat(ex.attempts()).hasSize(1)));
		assertThat(this.provider.requests()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whoJoinsDoesNotSeeTheContextOfTheFirst(boolean streaming) throws Exception {
		CountDownLatch answering = new CountDownLatch(1);
		ScriptedChatModel patient = new ScriptedChatModel().thenStream(Flux.defer(() -> {
			awaitUninterruptibly(answering);
			return Flux.just(ScriptedChatModel.text(String.valueOf(MDC.get("tenant"))));
		}));
		try (FallbackChatModel model = model(patient)) {
			MDC.put("tenant", "first");
			CompletableFuture<ChatResponse> first = streaming ? model.stream(PROMPT).last().toFuture()
					: model.callAsync(PROMPT);
			MDC.clear();
			Awaitility.await().until(() -> patient.requests() == 1);
			List<String> seen = new CopyOnWriteArrayList<>();
			CompletableFuture<ChatResponse> second = model.stream(PROMPT)
				.doOnNext((chunk) -> seen.add(String.valueOf(MDC.get("tenant"))))
				.last()
				.toFuture();
			answering.countDown();
			assertThat(text(first.get(10, TimeUnit.SECONDS))).isEqualTo("first");
			assertThat(text(second.get(10, TimeUnit.SECONDS))).isEqualTo("first");
			assertThat(seen).containsExactly("null");
		}
		finally {
			MDC.clear();
		}
	}

	@Test
	void subscriberThatTakesItsTimeHoldsUpNobodyElse() throws Exception {
		CountDownLatch taken = new CountDownLatch(1);
		CompletableFuture<ChatResponse> slow = this.chatModel.stream(PROMPT)
			.doOnNext((chunk) -> awaitUninterruptibly(taken))
			.last()
			.toFuture();
		awaitRequests(1);
		CompletableFuture<ChatResponse> streaming = this.chatModel.stream(PROMPT).last().toFuture();
		CompletableFuture<ChatResponse> blocking = this.chatModel.callAsync(PROMPT);
		awaitWaiting(3);
		CompletableFuture.runAsync(() -> answer("Because."), this.callers);

		assertThat(text(streaming.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
		assertThat(text(blocking.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
		taken.countDown();
		assertThat(text(slow.get(10, TimeUnit.SECONDS))).isEqualTo("Because.");
	}

	static Stream<ChatResponse> endsThatOnlyStreamsGet() {
		AssistantMessage other = AssistantMessage.builder().content("No.").properties(Map.of("index", 1)).build();
		AssistantMessage refusal = AssistantMessage.builder()
			.content("")
			.properties(Map.of("refusal", "I cannot say."))
			.build();
		return Stream.of(ScriptedChatModel.response(other, "stop", new EmptyUsage()),
				ScriptedChatModel.response(refusal, "stop", new EmptyUsage()), ScriptedChatModel.text("no JSON"));
	}

	@ParameterizedTest
	@MethodSource("endsThatOnlyStreamsGet")
	void callsThatJoinedAStreamAskTogetherWhenItIsNoAnswerForThem(ChatResponse end) throws Exception {
		this.provider.thenAnswer("7");
		Prompt prompt = new Prompt("How many?",
				FallbackChatOptions.builder().outputSchema("{ \"type\": \"integer\" }").build());
		CompletableFuture<ChatResponse> streaming = this.chatModel.stream(prompt).last().toFuture();
		awaitRequests(1);
		CompletableFuture<ChatResponse> blocking = this.chatModel.callAsync(prompt);
		CompletableFuture<ChatResponse> another = this.chatModel.callAsync(prompt);
		awaitWaiting(3);
		this.upstream.tryEmitNext(end);
		this.upstream.tryEmitComplete();

		assertThat(text(blocking.get(10, TimeUnit.SECONDS))).isEqualTo("7");
		assertThat(text(another.get(10, TimeUnit.SECONDS))).isEqualTo("7");
		assertThat(text(streaming.get(10, TimeUnit.SECONDS))).isEqualTo(text(end));
		assertThat(FallbackMetadata.from(blocking.get()).cached())
			.isNotEqualTo(FallbackMetadata.from(another.get()).cached());
		assertThat(this.provider.requests()).isEqualTo(2);
	}

	static Stream<ChatResponse> endsThatCallsGetToo() {
		return Stream.of(ScriptedChatModel.end(" "), ScriptedChatModel.toolCall("1", "weather", "{}"));
	}

	@ParameterizedTest
	@MethodSource("endsThatCallsGetToo")
	void callThatJoinedAStreamGetsWhatItAmountsTo(ChatResponse end) throws Exception {
		CompletableFuture<ChatResponse> streaming = this.chatModel.stream(PROMPT).last().toFuture();
		awaitRequests(1);
		CompletableFuture<ChatResponse> blocking = this.chatModel.callAsync(PROMPT);
		awaitWaiting(2);
		if (!end.hasToolCalls()) {
			this.upstream.tryEmitNext(ScriptedChatModel.text("Because."));
		}
		this.upstream.tryEmitNext(end);
		this.upstream.tryEmitComplete();

		Generation answer = blocking.get(10, TimeUnit.SECONDS).getResult();
		assertThat(answer.getOutput().getText()).isEqualTo(end.hasToolCalls() ? "" : "Because.");
		assertThat(answer.getOutput().getToolCalls()).isEqualTo(end.getResult().getOutput().getToolCalls());
		assertThat(answer.getMetadata().getFinishReason()).isEqualTo(end.hasToolCalls() ? "tool_calls" : "stop");
		assertThat(streaming).succeedsWithin(SOON);
		assertThat(this.provider.requests()).isOne();
	}

	@Test
	void callThatJoinedAStreamInVainWaitsNoLongerThanItsOwnTime() {
		this.provider.thenStream(Flux.never());
		stream(Duration.ofSeconds(30));
		awaitRequests(1);
		CompletableFuture<ChatResponse> blocking = this.chatModel.callAsync(withTimeout(Duration.ofMillis(500)));
		awaitWaiting(2);
		endsThatOnlyStreamsGet().limit(1).forEach(this.upstream::tryEmitNext);
		this.upstream.tryEmitComplete();
		assertThat(blocking).failsWithin(SOON)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(LlmFallbackException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT));
	}

	@Test
	void streamsEndWhileEveryElasticThreadWaitsForTheSameAnswer() {
		int all = Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE;
		CompletableFuture<Integer> answers = Flux.range(0, all)
			.flatMap((each) -> Mono.fromCallable(() -> this.chatModel.stream(PROMPT).blockLast(SOON))
				.subscribeOn(Schedulers.boundedElastic()), all)
			.collectList()
			.map(List::size)
			.toFuture();
		awaitWaiting(all);
		answer("Because.");
		assertThat(answers).succeedsWithin(SOON).isEqualTo(all);
	}

	@Test
	void closedModelFailsAtOnce() {
		this.chatModel.close();
		assertThatIllegalStateException().isThrownBy(() -> this.chatModel.call(PROMPT)).withMessageContaining("closed");
		assertThatIllegalStateException().isThrownBy(() -> this.chatModel.stream(PROMPT).blockLast(SOON))
			.withMessageContaining("closed");
		assertThat(waiting()).isZero();
	}

	@Test
	void comingAndGoingAtRandomLeavesNothingBehind() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		ScriptedChatModel slow = new ScriptedChatModel();
		for (int i = 0; i < 3000; i++) {
			slow.thenStream(Flux.just(ScriptedChatModel.text("ok")).delaySubscription(Duration.ofMillis(i % 3)));
		}
		try (FallbackChatModel model = model(slow)) {
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 3000; i++) {
				Prompt prompt = new Prompt("Question " + random.nextInt(300));
				boolean leaves = random.nextInt(3) == 0;
				CompletableFuture<ChatResponse> one = random.nextBoolean() ? model.callAsync(prompt)
						: model.stream(prompt).last().toFuture();
				if (leaves) {
					one.cancel(true);
				}
				else {
					all.add(one.thenAccept((response) -> assertThat(text(response)).isEqualTo("ok")));
				}
			}
			for (CompletableFuture<?> one : all) {
				assertThat(one).as("seed %d", seed).succeedsWithin(Duration.ofSeconds(30));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "async", "stream" })
	void tagsAreResolvedOnTheThreadThatMakesTheCall(String sort) {
		List<Thread> asked = new CopyOnWriteArrayList<>();
		answer("Because.");
		for (CacheSettings cache : new CacheSettings[] { CacheSettings.DEFAULT, null }) {
			try (FallbackChatModel model = builder(this.provider).cache(cache).tagResolver((prompt) -> {
				asked.add(Thread.currentThread());
				return Map.of();
			}).build()) {
				switch (sort) {
					case "blocking" -> model.call(PROMPT);
					case "async" -> model.callAsync(PROMPT).join();
					default -> model.stream(PROMPT).blockLast();
				}
			}
		}
		assertThat(asked).hasSize(2).containsOnly(Thread.currentThread());
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "async", "stream" })
	void tagsThatCannotBeResolvedFailTheCall(String sort) {
		IllegalStateException unknown = new IllegalStateException("nobody is signed in");
		for (CacheSettings cache : new CacheSettings[] { CacheSettings.DEFAULT, null }) {
			try (FallbackChatModel model = builder(this.provider).cache(cache).tagResolver((prompt) -> {
				throw unknown;
			}).build()) {
				switch (sort) {
					case "blocking" -> assertThatException().isThrownBy(() -> model.call(PROMPT)).isSameAs(unknown);
					case "async" -> assertThat(model.callAsync(PROMPT)).failsWithin(SOON)
						.withThrowableThat()
						.havingCause()
						.isSameAs(unknown);
					default ->
						assertThatException().isThrownBy(() -> model.stream(PROMPT).blockLast()).isSameAs(unknown);
				}
				assertThat(model.waiting()).isZero();
			}
		}
	}

	private Runnable first(String sort) {
		switch (sort) {
			case "blocking" -> {
				Thread caller = new Thread(() -> {
					try {
						this.chatModel.call(PROMPT);
					}
					catch (LlmFallbackException ex) {
						// The test looks at the others.
					}
				});
				caller.start();
				return caller::interrupt;
			}
			case "async" -> {
				CompletableFuture<ChatResponse> future = this.chatModel.callAsync(PROMPT);
				return () -> future.cancel(true);
			}
			default -> {
				Disposable subscription = this.chatModel.stream(PROMPT).subscribe();
				return subscription::dispose;
			}
		}
	}

	private static ChatResponse ask(FallbackChatModel model, boolean streaming) {
		Prompt prompt = withTimeout(TIMEOUT);
		return streaming ? model.stream(prompt).blockLast() : model.call(prompt);
	}

	private static Prompt withTimeout(Duration timeout) {
		return new Prompt("Why is the sky blue?", FallbackChatOptions.builder().timeout(timeout).build());
	}

	private void answer(String text) {
		this.upstream.tryEmitNext(ScriptedChatModel.text(text));
		this.upstream.tryEmitComplete();
	}

	private void awaitRequests(int requests) {
		Awaitility.await().atMost(SOON).until(() -> this.provider.requests() == requests);
	}

	private void awaitWaiting(int waiting) {
		Awaitility.await().atMost(SOON).until(() -> waiting() == waiting);
	}

	private int waiting() {
		return this.chatModel.waiting();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String text(ChatResponse response) {
		return response.getResult().getOutput().getText();
	}

}
