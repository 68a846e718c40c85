package io.github.llmfallback.calls;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the caller's thread carries along is there when a provider is asked, and nowhere
 * else afterwards.
 */
class CallerContextTests {

	private static final String TENANT_KEY = "test.tenant";

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration SOON = Duration.ofMillis(50);

	private final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final Observation observation = Observation.createNotStarted("test", this.observations).start();

	private final Calls calls = new Calls();

	private final List<Seen> seen = new CopyOnWriteArrayList<>();

	@BeforeEach
	void caller() {
		this.observations.observationConfig().observationHandler((context) -> true);
		ContextRegistry.getInstance().registerThreadLocalAccessor(TENANT_KEY, this.tenant);
	}

	@AfterEach
	void forget() {
		ContextRegistry.getInstance().removeThreadLocalAccessor(TENANT_KEY);
		MDC.clear();
		this.tenant.remove();
	}

	@Test
	void blockingCallCarriesTheContext() {
		FallbackChatModel model = model(FailureKind.CONNECTION);
		asCaller(() -> model.call(PROMPT));
		assertContextInEveryAttempt(2);
	}

	@Test
	void asynchronousCallCarriesTheContext() {
		FallbackChatModel model = model(FailureKind.CONNECTION);
		asCaller(() -> FallbackChatClient.create(model).callAsync(PROMPT).join());
		assertContextInEveryAttempt(2);
	}

	@Test
	void streamCarriesTheContext() {
		FallbackChatModel model = model(FailureKind.CONNECTION);
		asCaller(() -> model.stream(PROMPT).blockLast());
		assertContextInEveryAttempt(2);
	}

	@Test
	void streamCarriesTheContextOverATimeout() {
		FallbackChatModel model = this.calls
			.builder(new SeeingChatModel(new ScriptedChatModel().thenStream(Flux.never())),
					new SeeingChatModel(new ScriptedChatModel()))
			.settings(Calls.watching(SOON, SOON))
			.build();
		asCaller(() -> model.stream(PROMPT).blockLast());
		assertContextInEveryAttempt(2);
	}

	@Test
	void streamCarriesTheContextOverAPause() {
		FallbackChatModel model = this.calls
			.builder(new SeeingChatModel(new ScriptedChatModel().thenFail(FailureKind.TIMEOUT).thenAnswer("ok")))
			.settings(Calls.settings(new RetrySettings(1, SOON, 1, SOON, 0), StreamSettings.DEFAULT))
			.build();
		asCaller(() -> model.stream(PROMPT).blockLast());
		assertContextInEveryAttempt(2);
	}

	@Test
	void streamThatFailsOnAForeignThreadCarriesTheContextOn() {
		Flux<ChatResponse> late = Mono.delay(SOON)
			.flatMapMany((tick) -> Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION)));
		FallbackChatModel model = this.calls
			.builder(new SeeingChatModel(new ScriptedChatModel().thenStream(late)),
					new SeeingChatModel(new ScriptedChatModel()))
			.build();
		asCaller(() -> model.stream(PROMPT).blockLast());
		assertContextInEveryAttempt(2);
	}

	@Test
	void streamOnTheCallersThreadCarriesTheContextOverATimeout() {
		FallbackChatModel model = this.calls
			.builder(new SeeingChatModel(new ScriptedChatModel().thenStream(Flux.never())),
					new SeeingChatModel(new ScriptedChatModel()))
			.settings(Calls.watching(SOON, SOON))
			.callerThread(true)
			.build();
		asCaller(() -> model.stream(PROMPT).blockLast());
		assertContextInEveryAttempt(2);
	}

	/**
	 * The subscriber's thread carries nothing, the subscription does.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tagsOfAStreamAreThoseOfItsSubscriberOnWhateverThread(boolean cached) {
		AtomicReference<@Nullable String> resolved = new AtomicReference<>();
		FallbackChatModel model = this.calls.builder(new SeeingChatModel(new ScriptedChatModel()))
			.cache(cached ? CacheSettings.DEFAULT : null)
			.tagResolver((prompt) -> {
				resolved.set(this.tenant.get());
				return Map.of();
			})
			.build();
		model.stream(PROMPT)
			.subscribeOn(Schedulers.boundedElastic())
			.contextWrite((context) -> context.put(TENANT_KEY, "acme"))
			.blockLast();
		assertThat(resolved).hasValue("acme");
		assertThat(this.seen).extracting(Seen::tenant).containsExactly("acme");
	}

	@Test
	void laterCallsDoNotSeeTheContextOfEarlierOnes() {
		FallbackChatModel model = model(FailureKind.CONNECTION);
		asCaller(() -> {
			model.call(PROMPT);
			model.stream(PROMPT).blockLast();
			FallbackChatClient.create(model).callAsync(PROMPT).join();
		});
		this.seen.clear();
		for (int i = 0; i < 5; i++) {
			model.call(PROMPT);
			model.stream(PROMPT).blockLast();
			FallbackChatClient.create(model).callAsync(PROMPT).join();
		}
		assertThat(this.seen).isNotEmpty().allSatisfy((attempt) -> {
			assertThat(attempt.request()).isNull();
			assertThat(attempt.tenant()).isNull();
			assertThat(attempt.observation()).isNull();
			assertThat(attempt.thread().getName()).startsWith("llm-fallback-");
		});
	}

	@Test
	void attemptThatWritesToTheLoggingContextLeavesNothingBehind() {
		ScriptedChatModel scripted = new ScriptedChatModel();
		FallbackChatModel model = this.calls.builder(new SeeingChatModel(scripted) {

			@Override
			public ChatResponse call(Prompt prompt) {
				ChatResponse response = super.call(prompt);
				MDC.put("request", "of the attempt");
				return response;
			}

		}).build();
		for (int i = 0; i < 5; i++) {
			model.call(PROMPT);
		}
		assertThat(this.seen).extracting(Seen::request).containsOnlyNulls();
	}

	@Test
	void callerThreadModeAsksOnTheCallersThread() {
		FallbackChatModel model = this.calls.builder(new SeeingChatModel(new ScriptedChatModel()))
			.callerThread(true)
			.build();
		asCaller(() -> {
			model.call(PROMPT);
			model.stream(PROMPT).blockLast();
		});
		assertContextInEveryAttempt(2);
		assertThat(this.seen).extracting(Seen::thread).containsOnly(Thread.currentThread());
	}

	@Test
	void callerThreadModeDoesNotBlockAnEventLoop() {
		FallbackChatModel model = this.calls.builder(new SeeingChatModel(new ScriptedChatModel()))
			.callerThread(true)
			.build();
		Mono.delay(Duration.ofMillis(1)).thenMany(model.stream(PROMPT)).blockLast();
		assertThat(this.seen.get(0).thread().getName()).startsWith("llm-fallback-");
	}

	@Test
	void isolatedModeAsksOnThreadsOfItsOwn() {
		FallbackChatModel model = model(FailureKind.CONNECTION);
		model.call(PROMPT);
		model.stream(PROMPT).blockLast();
		assertThat(this.seen).hasSize(4)
			.allSatisfy((attempt) -> assertThat(attempt.thread().getName()).startsWith("llm-fallback-"));
	}

	private FallbackChatModel model(FailureKind kind) {
		return this.calls
			.builder(new SeeingChatModel(new ScriptedChatModel().thenFail(kind)),
					new SeeingChatModel(new ScriptedChatModel()))
			.settings(Calls.after(AfterContent.ERROR))
			.build();
	}

	/**
	 * Whose own context is the same before and after.
	 */
	private void asCaller(Runnable call) {
		MDC.put("request", "4711");
		this.tenant.set("acme");
		try (Observation.Scope scope = this.observation.openScope()) {
			call.run();
			assertThat(this.observations.getCurrentObservation()).isSameAs(this.observation);
			assertThat(scope.getCurrentObservation()).isSameAs(this.observation);
		}
		assertThat(MDC.get("request")).isEqualTo("4711");
		assertThat(this.tenant.get()).isEqualTo("acme");
		MDC.clear();
		this.tenant.remove();
	}

	private void assertContextInEveryAttempt(int attempts) {
		assertThat(this.seen).hasSize(attempts).allSatisfy((attempt) -> {
			assertThat(attempt.request()).isEqualTo("4711");
			assertThat(attempt.tenant()).isEqualTo("acme");
			assertThat(attempt.observation()).isSameAs(this.observation);
		});
	}

	private record Seen(Thread thread, @Nullable String request, @Nullable String tenant,
			@Nullable Observation observation) {

	}

	/**
	 * Looks around when it is asked.
	 */
	private class SeeingChatModel implements ChatModel {

		private final ChatModel delegate;

		SeeingChatModel(ChatModel delegate) {
			this.delegate = delegate;
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			look();
			return this.delegate.call(prompt);
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> {
				look();
				return this.delegate.stream(prompt);
			});
		}

		private void look() {
			CallerContextTests.this.seen
				.add(new Seen(Thread.currentThread(), MDC.get("request"), CallerContextTests.this.tenant.get(),
						CallerContextTests.this.observations.getCurrentObservation()));
		}

		@Override
		public ChatOptions getOptions() {
			return this.delegate.getOptions();
		}

	}

}
