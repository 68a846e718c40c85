package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.observation.CallLog;
import io.github.llmfallback.observation.CallMetrics;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each of the calls that share a request is a call, also when it gets no answer.
 */
class SharedCallMetricsTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	@AutoClose
	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Sinks.Many<ChatResponse> upstream = Sinks.many().replay().all();

	private final ScriptedChatModel provider = new ScriptedChatModel().thenStream(this.upstream.asFlux());

	@AutoClose
	private final FallbackChatModel model = Providers.builder(LlmProvider.builder("a", this.provider).build())
		.cache(CacheSettings.DEFAULT)
		.listener(new CallMetrics(this.registry))
		.build();

	private final Logger logger = (Logger) LoggerFactory.getLogger(CallLog.LOGGER);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@AfterEach
	void forget() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	@Test
	void failureOfManyIsCountedForEach() {
		List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			all.add((i % 2 == 0) ? this.model.callAsync(prompt(SOON))
					: this.model.stream(prompt(SOON)).last().toFuture());
		}
		await(20);
		this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.SERVER_ERROR));
		all.forEach((call) -> assertThat(call).failsWithin(SOON));
		assertThat(calls("SERVER_ERROR")).isEqualTo(20);
		assertThat(exhausted()).isEqualTo(20);
		assertThat(this.registry.get("llm.fallback.attempts").timer().count()).isOne();
	}

	@Test
	void errorOfManyThatNobodyCanCureIsCountedForEachAndExhaustsNobody() {
		CompletableFuture<ChatResponse> first = this.model.callAsync(prompt(SOON));
		CompletableFuture<ChatResponse> second = this.model.callAsync(prompt(SOON));
		await(2);
		this.upstream.tryEmitError(ScriptedChatModel.failure(FailureKind.INVALID_REQUEST));
		assertThat(first).failsWithin(SOON);
		assertThat(second).failsWithin(SOON);
		assertThat(calls("INVALID_REQUEST")).isEqualTo(2);
		assertThat(exhausted()).isZero();
	}

	@Test
	void callWhoseOwnTimeIsUpIsCounted() {
		CompletableFuture<ChatResponse> patient = first();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(prompt(Duration.ofMillis(50))));
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.stream(prompt(Duration.ofMillis(50))).blockLast());
		assertThat(calls("TIMEOUT")).isEqualTo(2);
		assertThat(exhausted()).isEqualTo(2);
		answer();
		assertThat(patient).succeedsWithin(SOON);
		assertThat(this.registry.get("llm.fallback.calls").timers()).extracting(Timer::count)
			.containsExactlyInAnyOrder(2L, 1L);
	}

	@Test
	void callThatIsGivenUpIsCounted() {
		CompletableFuture<ChatResponse> patient = first();
		CompletableFuture<ChatResponse> blocking = this.model.callAsync(prompt(SOON));
		Disposable stream = this.model.stream(prompt(SOON)).subscribe();
		await(3);
		blocking.cancel(true);
		stream.dispose();
		await(1);
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(calls("CANCELLED")).isEqualTo(2));
		assertThat(exhausted()).isZero();
		answer();
		assertThat(patient).succeedsWithin(SOON);
	}

	@Test
	void callIsCountedOnceWhoeverItWasMadeFor() {
		CompletableFuture<ChatResponse> first = first();
		CompletableFuture<ChatResponse> second = this.model.stream(prompt(SOON)).next().toFuture();
		await(2);
		first.cancel(true);
		await(1);
		answer();
		assertThat(second).succeedsWithin(SOON);
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(this.registry.get("llm.fallback.calls").timers())
				.allSatisfy((timer) -> assertThat(timer.count()).isOne())
				.extracting((timer) -> timer.getId().getTag("outcome"))
				.containsExactlyInAnyOrder("SUCCESS", "CACHED"));
	}

	@Test
	void callWithoutAnAnswerIsALineOfItsOwn() {
		this.log.start();
		this.logger.addAppender(this.log);
		this.logger.setLevel(Level.DEBUG);
		CompletableFuture<ChatResponse> patient = first();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.model.call(prompt(Duration.ofMillis(50))));
		assertThat(this.log.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
			assertThat(line.getFormattedMessage())
				.matches("Call that joined an identical one got no answer: TIMEOUT after \\d+ ms");
			assertThat(line.getKeyValuePairs()).extracting((field) -> field.key)
				.containsExactly("outcome", "attempts", "elapsedMs");
		});
		answer();
		assertThat(patient).succeedsWithin(SOON);
	}

	private CompletableFuture<ChatResponse> first() {
		CompletableFuture<ChatResponse> first = this.model.callAsync(prompt(SOON));
		Awaitility.await().atMost(SOON).until(() -> this.provider.requests() == 1);
		return first;
	}

	private void answer() {
		this.upstream.tryEmitNext(ScriptedChatModel.text("Because."));
		this.upstream.tryEmitComplete();
	}

	private void await(int waiting) {
		Awaitility.await().atMost(SOON).until(() -> this.model.waiting() == waiting);
	}

	private static Prompt prompt(Duration timeout) {
		return new Prompt("Why?", FallbackChatOptions.builder().timeout(timeout).build());
	}

	private long calls(String outcome) {
		return this.registry.get("llm.fallback.calls").tags("outcome", outcome, "provider", "none").timer().count();
	}

	private double exhausted() {
		return this.registry.get("llm.fallback.exhausted").counter().count();
	}

}
