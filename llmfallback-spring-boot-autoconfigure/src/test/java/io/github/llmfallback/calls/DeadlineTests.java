package io.github.llmfallback.calls;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A call ends in time and reaches its attempt when it is given up, even when the
 * provider's client hangs and ignores interrupts. In real time.
 */
class DeadlineTests {

	private static final Prompt PROMPT = new Prompt("Hi");

	private static final Duration LATEST = Duration.ofMillis(1_100);

	private static final RetrySettings ONCE_MORE = new RetrySettings(1, Duration.ofMillis(10), 1, Duration.ofMillis(10),
			0);

	private final Calls calls = new Calls();

	private final StubbornChatModel first = new StubbornChatModel(Duration.ofSeconds(60));

	private final StubbornChatModel second = new StubbornChatModel(Duration.ofSeconds(60));

	@BeforeAll
	static void classesAreLoaded() {
		FallbackChatModel model = new Calls().builder(new ScriptedChatModel().thenFail(FailureKind.TIMEOUT)).build();
		catchThrowableOfType(LlmFallbackException.class, () -> model.call(PROMPT));
		catchThrowableOfType(LlmFallbackException.class, () -> model.stream(PROMPT).blockLast());
		new Calls().builder(new ScriptedChatModel()).build().stream(PROMPT).blockLast();
	}

	@AfterEach
	void release() {
		this.first.release();
		this.second.release();
	}

	@Test
	void twoProvidersThatAreAskedTwiceEachEndWithTheCall() {
		FallbackChatModel model = slowProviders();
		AllProvidersFailedException ex = endsInTime(() -> model.call(PROMPT));
		assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(ex.attempts()).extracting((attempt) -> attempt.outcome()).containsOnly("TIMEOUT").hasSize(2);
		assertNothingIsLeft(model);
	}

	@Test
	void twoProvidersThatStreamTooLateEndWithTheCall() {
		FallbackChatModel model = slowProviders();
		AllProvidersFailedException ex = endsInTime(() -> model.stream(PROMPT).blockLast());
		assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
		assertNothingIsLeft(model);
	}

	/**
	 * Each attempt takes 700 ms.
	 */
	private FallbackChatModel slowProviders() {
		return this.calls.builder()
			.provider(LlmProvider.builder("a", this.first).timeout(Duration.ofMillis(700)).build())
			.provider(LlmProvider.builder("b", this.second).timeout(Duration.ofMillis(700)).build())
			.settings(Calls.settings(ONCE_MORE, StreamSettings.DEFAULT))
			.timeout(Duration.ofSeconds(1))
			.build();
	}

	@Test
	void singleProviderThatHangsEndsWithTheCall() throws Exception {
		FallbackChatModel model = oneSecond(this.first);
		endsInTime(() -> model.call(PROMPT));
		assertThat(this.first.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
		assertNothingIsLeft(model);
	}

	@Test
	void streamThatHangsBeforeItBeginsEndsWithTheCall() throws Exception {
		FallbackChatModel model = oneSecond(this.first);
		endsInTime(() -> model.stream(PROMPT).blockLast());
		assertThat(this.first.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
		assertNothingIsLeft(model);
	}

	@Test
	void streamWithoutAFirstTokenEndsWithTheCallAndIsCancelled() {
		AtomicBoolean cancelled = new AtomicBoolean();
		Flux<ChatResponse> silent = Flux.<ChatResponse>never().doOnCancel(() -> cancelled.set(true));
		FallbackChatModel model = this.calls.builder(new ScriptedChatModel().thenStream(silent))
			.timeout(Duration.ofSeconds(1))
			.build();
		endsInTime(() -> model.stream(PROMPT).blockLast());
		assertThat(cancelled).isTrue();
		assertNothingIsLeft(model);
	}

	@Test
	void emptyChunksAreNoFirstToken() {
		Flux<ChatResponse> empty = Flux.interval(Duration.ofMillis(20)).map((tick) -> ScriptedChatModel.chunk(""));
		FallbackChatModel model = this.calls.builder(new ScriptedChatModel().thenStream(empty))
			.timeout(Duration.ofSeconds(1))
			.build();
		endsInTime(() -> model.stream(PROMPT).blockLast());
		assertNothingIsLeft(model);
	}

	@Test
	void trickleDoesNotOutlastTheCall() {
		Flux<ChatResponse> trickle = Flux.interval(Duration.ofMillis(20)).map((tick) -> ScriptedChatModel.chunk("x"));
		FallbackChatModel model = this.calls.builder(new ScriptedChatModel().thenStream(trickle))
			.timeout(Duration.ofSeconds(1))
			.build();
		AtomicReference<ProviderCallException> error = new AtomicReference<>();
		endsInASecond(() -> error
			.set(catchThrowableOfType(ProviderCallException.class, () -> model.stream(PROMPT).blockLast())));
		ProviderCallException ex = error.get();
		assertThat(ex.kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(ex.partialText()).startsWith("xxx");
		assertNothingIsLeft(model);
	}

	@Test
	void timeoutOfTheCallWinsOverTheConfiguredOne() {
		FallbackChatModel model = this.calls.builder(this.first).build();
		Prompt hurry = new Prompt("Hi", FallbackChatOptions.builder().timeout(Duration.ofSeconds(1)).build());
		endsInTime(() -> model.call(hurry));
	}

	@Test
	void foreverIsATimeout() {
		FallbackChatModel model = this.calls.builder(new ScriptedChatModel())
			.timeout(ChronoUnit.FOREVER.getDuration())
			.build();
		assertThat(model.call(PROMPT).getResult().getOutput().getText()).isEqualTo("ok");
		assertThat(model.stream(PROMPT).blockLast()).isNotNull();
	}

	@Test
	void interruptOfTheCallerReachesTheAttempt() throws Exception {
		FallbackChatModel model = this.calls.builder(this.first, this.second).build();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			catchThrowableOfType(ProviderCallException.class, () -> model.call(PROMPT));
			flag.complete(Thread.currentThread().isInterrupted());
		});
		caller.start();
		this.first.asked.await();
		caller.interrupt();
		assertThat(flag.get(1, TimeUnit.SECONDS)).isTrue();
		assertThat(this.first.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
		assertThat(this.calls.outcomes()).containsExactly("CANCELLED");
		assertThat(this.second.asked.getCount()).isOne();
		assertNothingIsLeft(model);
	}

	@Test
	void cancelOfAFutureReachesTheAttempt() throws Exception {
		FallbackChatModel model = this.calls.builder(this.first, this.second).build();
		CompletableFuture<ChatResponse> future = FallbackChatClient.create(model).callAsync(PROMPT);
		this.first.asked.await();
		assertThat(future.cancel(true)).isTrue();
		assertThat(this.first.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(this.calls.outcomes()).containsExactly("CANCELLED"));
		assertThat(this.second.asked.getCount()).isOne();
		assertNothingIsLeft(model);
	}

	@Test
	void disposalOfAStreamReachesTheAttempt() throws Exception {
		FallbackChatModel model = this.calls.builder(this.first, this.second).build();
		Disposable stream = model.stream(PROMPT).subscribe();
		this.first.asked.await();
		stream.dispose();
		assertThat(this.first.interrupted.await(1, TimeUnit.SECONDS)).isTrue();
		assertThat(this.calls.outcomes()).containsExactly("CANCELLED");
		assertThat(this.second.asked.getCount()).isOne();
		assertNothingIsLeft(model);
	}

	private FallbackChatModel oneSecond(StubbornChatModel chatModel) {
		return this.calls.builder(chatModel).timeout(Duration.ofSeconds(1)).build();
	}

	private static AllProvidersFailedException endsInTime(ThrowingCallable call) {
		AtomicReference<AllProvidersFailedException> error = new AtomicReference<>();
		endsInASecond(() -> error.set(catchThrowableOfType(AllProvidersFailedException.class, call)));
		return error.get();
	}

	/**
	 * A plain timer runs beside the call: what it is late, the machine is to blame for.
	 * It may be even later than the call.
	 */
	private static void endsInASecond(Runnable call) {
		long start = System.nanoTime();
		CompletableFuture<Long> lateness = CompletableFuture.supplyAsync(
				() -> System.nanoTime() - start - TimeUnit.SECONDS.toNanos(1),
				CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run));
		call.run();
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		assertThat(elapsed).isBetween(Duration.ofMillis(990), LATEST.plusNanos(lateness.join()));
	}

	private void assertNothingIsLeft(FallbackChatModel model) {
		Awaitility.await().untilAsserted(() -> assertThat(this.calls.ended).hasSize(1));
		assertThat(this.calls.finished).hasSize(this.calls.started.get());
		assertThat(model.providers()).allSatisfy((provider) -> assertThat(provider.inFlight()).isZero());
	}

}
