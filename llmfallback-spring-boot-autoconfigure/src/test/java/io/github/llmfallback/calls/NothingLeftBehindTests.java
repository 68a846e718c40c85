package io.github.llmfallback.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of calls of all sorts at once, answered, failed, timed out and given up: when
 * they are over, nothing of them is left.
 */
class NothingLeftBehindTests {

	private static final int THREADS = 64;

	private static final int CALLS_PER_THREAD = 30;

	private static final Prompt PROMPT = new Prompt("Hi");

	private final AtomicInteger busy = new AtomicInteger();

	private final Counts counts = new Counts();

	@ParameterizedTest
	@EnumSource
	void nothingIsLeftWhenAllCallsAreOver(AfterContent afterContent) throws Exception {
		long seed = new Random().nextLong();
		System.out.println("seed " + seed);
		FallbackChatModel model = FallbackChatModel.builder()
			.provider(provider("a"))
			.provider(provider("b"))
			.provider(provider("c"))
			.settings(Calls.settings(new RetrySettings(1, Duration.ofMillis(5), 1, Duration.ofMillis(5), 1),
					new StreamSettings(Duration.ofMillis(100), Duration.ofMillis(100), afterContent)))
			.timeout(Duration.ofMillis(250))
			.strategy("counting", (request) -> {
				this.counts.begun.increment();
				return request.providers();
			})
			.strategy("counting")
			.listener(this.counts)
			.build();
		ExecutorService callers = Executors.newFixedThreadPool(THREADS);
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed + i);
			all.add(CompletableFuture.runAsync(() -> makeCalls(model, random), callers));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(4, TimeUnit.MINUTES);
		callers.shutdown();
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(this.busy).hasValue(0);
			assertThat(this.counts.started.sum()).isEqualTo(this.counts.finished.sum()).isPositive();
			assertThat(this.counts.ended.sum()).isEqualTo(this.counts.begun.sum());
			assertThat(model.providers()).allSatisfy((provider) -> assertThat(provider.inFlight()).isZero());
			assertThat(busyThreads()).isEmpty();
		});
		model.close();
	}

	private void makeCalls(FallbackChatModel model, Random random) {
		FallbackChatClient client = FallbackChatClient.create(model);
		for (int i = 0; i < CALLS_PER_THREAD; i++) {
			try {
				switch (random.nextInt(6)) {
					case 0 -> model.stream(PROMPT).blockLast();
					case 1 -> model.stream(PROMPT).take(2).blockLast();
					case 2 -> cancelSoon(model, random);
					case 3 -> client.callAsync(PROMPT).join();
					case 4 -> abandon(client, random);
					default -> model.call(PROMPT);
				}
			}
			catch (LlmFallbackException | CompletionException ex) {
				assertThat(ex).isNotNull();
			}
		}
	}

	private static void cancelSoon(FallbackChatModel model, Random random) {
		model.stream(PROMPT).takeUntilOther(Flux.interval(Duration.ofMillis(1 + random.nextInt(20)))).blockLast();
	}

	private static void abandon(FallbackChatClient client, Random random) {
		CompletableFuture<ChatResponse> future = client.callAsync(PROMPT);
		CompletableFuture.delayedExecutor(random.nextInt(30), TimeUnit.MILLISECONDS).execute(() -> future.cancel(true));
		try {
			future.join();
		}
		catch (CancellationException ex) {
			assertThat(future).isCancelled();
		}
	}

	private static List<String> busyThreads() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().startsWith("llm-fallback-"))
			.filter((thread) -> List.of(thread.getValue())
				.stream()
				.anyMatch((frame) -> frame.getClassName().startsWith("io.github.llmfallback.")))
			.map((thread) -> thread.getKey().getName() + " at " + List.of(thread.getValue()))
			.toList();
	}

	private LlmProvider provider(String name) {
		return LlmProvider.builder(name, new MoodyChatModel()).timeout(Duration.ofMillis(120)).build();
	}

	/**
	 * Counts what a listener is told.
	 */
	private static final class Counts implements CallListener {

		private final LongAdder begun = new LongAdder();

		private final LongAdder started = new LongAdder();

		private final LongAdder finished = new LongAdder();

		private final LongAdder ended = new LongAdder();

		@Override
		public void attemptStarted(Target target) {
			this.started.increment();
		}

		@Override
		public void attemptFinished(Attempt attempt) {
			if (!(attempt.outcome() instanceof Outcome.Skipped)) {
				this.finished.increment();
			}
		}

		@Override
		public void callFinished(CallSummary summary) {
			this.ended.increment();
		}

	}

	/**
	 * Answers, fails, hangs until it is interrupted, or breaks off, as it pleases.
	 */
	private final class MoodyChatModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			NothingLeftBehindTests.this.busy.incrementAndGet();
			try {
				ThreadLocalRandom random = ThreadLocalRandom.current();
				if (random.nextInt(8) == 0) {
					hang(Duration.ofSeconds(60));
				}
				hang(Duration.ofMillis(random.nextInt(10)));
				if (random.nextInt(3) == 0) {
					throw ScriptedChatModel.failure(kind(random));
				}
				return ScriptedChatModel.text("ok");
			}
			finally {
				NothingLeftBehindTests.this.busy.decrementAndGet();
			}
		}

		private void hang(Duration duration) {
			try {
				TimeUnit.NANOSECONDS.sleep(duration.toNanos());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			ThreadLocalRandom random = ThreadLocalRandom.current();
			if (random.nextInt(6) == 0) {
				return Flux.just(call(prompt));
			}
			int chunks = random.nextInt(6);
			Flux<ChatResponse> text = Flux.range(0, chunks).map((number) -> ScriptedChatModel.chunk("x"));
			Flux<ChatResponse> end = switch (random.nextInt(5)) {
				case 0 -> Flux.never();
				case 1 -> Flux.error(ScriptedChatModel.failure(kind(random)));
				case 2 -> Flux.empty();
				default -> Flux.just(ScriptedChatModel.end("stop"));
			};
			Flux<ChatResponse> stream = Flux.concat(text, end);
			Flux<ChatResponse> paced = random.nextBoolean() ? stream.delayElements(Duration.ofMillis(3)) : stream;
			return paced.doOnSubscribe((subscription) -> NothingLeftBehindTests.this.busy.incrementAndGet())
				.doFinally((signal) -> NothingLeftBehindTests.this.busy.decrementAndGet());
		}

		private static FailureKind kind(Random random) {
			FailureKind[] kinds = FailureKind.values();
			return kinds[random.nextInt(kinds.length)];
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

}
