package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.TurnedTime;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Limits hold whatever comes, and what is held comes back.
 */
class LimitedCallsTests {

	private static final int THREADS = 64;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void letThreadsGo() {
		this.threads.shutdownNow();
	}

	@Test
	void noRollingMinuteHoldsMoreRequestsThanAllowed() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		int limit = 50;
		TurnedTime time = new TurnedTime();
		ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
		ChatModel upstream = (prompt) -> {
			arrivals.add(time.getAsLong());
			if (ThreadLocalRandom.current().nextInt(4) == 0) {
				throw ScriptedChatModel.failure(FailureKind.SERVER_ERROR);
			}
			return ScriptedChatModel.text("hi");
		};
		FallbackChatModel model = GatedModels.turned(time, WhenUnavailable.FAIL,
				LlmProvider.builder("limited", upstream)
					.circuitBreaker(GatedModels.SOLID)
					.rateLimit(new RateSettings((long) limit, null))
					.build(),
				LlmProvider.builder("other", new ScriptedChatModel()).build());
		int steps = 60;
		for (int step = 0; step < steps; step++) {
			List<CompletableFuture<?>> calls = new ArrayList<>();
			for (int i = 0; i < random.nextInt(THREADS); i++) {
				calls.add(CompletableFuture.runAsync(() -> model.call(GatedModels.PROMPT), this.threads));
			}
			CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
			time.turn(Duration.ofMillis(random.nextInt(20_000)));
		}
		List<Long> sorted = arrivals.stream().sorted((a, b) -> Long.signum(a - b)).toList();
		for (int i = limit; i < sorted.size(); i++) {
			assertThat(sorted.get(i) - sorted.get(i - limit)).as("seed %d, request %d", seed, i)
				.isGreaterThanOrEqualTo(TimeUnit.MINUTES.toNanos(1));
		}
		assertThat(sorted).as("seed %d", seed).hasSizeGreaterThan(2 * limit);
		model.close();
	}

	@Test
	void noMoreRequestsAreUnderWayThanAllowed() throws Exception {
		int limit = 5;
		Busy upstream = new Busy();
		FallbackChatModel model = model(upstream, limit, Duration.ofSeconds(30));
		run(THREADS * 40, (number) -> {
			if (number % 3 == 0) {
				model.stream(GatedModels.PROMPT).blockLast();
			}
			else {
				model.call(GatedModels.PROMPT);
			}
		});
		assertThat(upstream.most.get()).isEqualTo(limit);
		assertThat(upstream.requests.get()).isEqualTo(THREADS * 40);
		model.close();
	}

	/**
	 * Answered, failed, timed out, cancelled and abandoned calls and streams.
	 */
	@Test
	void everyPermitIsBackAfterAHundredThousandCallsOfAllSorts() throws Exception {
		int limit = 16;
		int calls = 100_000;
		Moody upstream = new Moody();
		FallbackChatModel model = model(upstream, limit, Duration.ofMillis(40));
		FallbackChatClient client = FallbackChatClient.create(model);
		long start = System.nanoTime();
		run(calls, (number) -> {
			switch (number % 10) {
				case 0 -> model.stream(GatedModels.PROMPT).blockLast();
				case 1 -> model.stream(GatedModels.PROMPT).blockFirst();
				case 2 -> model.stream(GatedModels.PROMPT).subscribe((chunk) -> {
				}, (error) -> {
				}).dispose();
				case 3 -> client.callAsync(GatedModels.PROMPT).cancel(true);
				default -> model.call(GatedModels.PROMPT);
			}
		});
		System.out.printf("%d calls in %.1f s, %d requests%n", calls, (System.nanoTime() - start) / 1e9,
				upstream.requests.get());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(model.providers().get(0).inFlight()).isZero());

		CountDownLatch held = new CountDownLatch(limit);
		CountDownLatch end = new CountDownLatch(1);
		upstream.holding = () -> {
			held.countDown();
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
		List<CompletableFuture<?>> all = new ArrayList<>();
		Prompt patient = new Prompt("Hi", FallbackChatOptions.builder().timeout(Duration.ofSeconds(30)).build());
		for (int i = 0; i < limit; i++) {
			all.add(CompletableFuture.runAsync(() -> model.stream(patient).blockLast(), this.threads));
		}
		assertThat(held.await(10, TimeUnit.SECONDS)).as("every permit is back").isTrue();
		int requests = upstream.requests.get();
		assertThatExceptionOfType(AllProvidersFailedException.class).isThrownBy(() -> model.call(GatedModels.PROMPT));
		assertThat(upstream.requests).as("no permit is there twice").hasValue(requests);
		end.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
		model.close();
	}

	@Test
	void requestsThatAreNotSentDoNotCountAgainstTheRate() throws Exception {
		TurnedTime time = new TurnedTime();
		FallbackChatModel model = GatedModels.turned(time, WhenUnavailable.FAIL,
				LlmProvider.builder("limited", new ScriptedChatModel())
					.rateLimit(new RateSettings(10L, 100_000L))
					.maxConcurrency(1)
					.build(),
				LlmProvider.builder("other", new ScriptedChatModel()).build());
		run(500, (number) -> model.call(GatedModels.PROMPT));
		ProviderStatus status = model.providers().get(0);
		assertThat(status.rateLimit().requestsAvailable()).isEqualTo(10 - status.calls().succeeded());
		assertThat(status.rateLimit().tokensAvailable()).isEqualTo(100_000 - 3_000 * status.calls().succeeded());
		model.close();
	}

	private FallbackChatModel model(ChatModel upstream, int limit, Duration timeout) {
		return GatedModels
			.builder(WhenUnavailable.TRY_SOONEST,
					LlmProvider.builder("limited", upstream)
						.circuitBreaker(GatedModels.SOLID)
						.maxConcurrency(limit)
						.build())
			.timeout(timeout)
			.build();
	}

	private void run(int calls, IntConsumer call) throws Exception {
		AtomicInteger next = new AtomicInteger();
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			all.add(CompletableFuture.runAsync(() -> {
				for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
					try {
						call.accept(number);
					}
					catch (LlmFallbackException ex) {
						assertThat(ex).isNotNull();
					}
				}
			}, this.threads));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
	}

	/**
	 * Counts its requests under way.
	 */
	private static final class Busy implements ChatModel {

		private final AtomicInteger underWay = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger requests = new AtomicInteger();

		@Override
		public ChatResponse call(Prompt prompt) {
			this.requests.incrementAndGet();
			this.most.accumulateAndGet(this.underWay.incrementAndGet(), Math::max);
			try {
				LockSupport.parkNanos(200_000);
				if (ThreadLocalRandom.current().nextInt(5) == 0) {
					throw ScriptedChatModel.failure(FailureKind.CONTENT_FILTERED);
				}
				return ScriptedChatModel.text("hi");
			}
			finally {
				this.underWay.decrementAndGet();
			}
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
	 * Answers, fails, and sometimes takes too long.
	 */
	private static final class Moody implements ChatModel {

		private static final FailureKind[] KINDS = FailureKind.values();

		private final AtomicInteger requests = new AtomicInteger();

		private volatile @Nullable Runnable holding;

		@Override
		public ChatResponse call(Prompt prompt) {
			this.requests.incrementAndGet();
			Runnable hold = this.holding;
			if (hold != null) {
				hold.run();
				return ScriptedChatModel.text("held");
			}
			int mood = ThreadLocalRandom.current().nextInt(1_000);
			if (mood < 2) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
			}
			if (mood < 200) {
				throw ScriptedChatModel.failure(KINDS[mood % KINDS.length], Duration.ZERO);
			}
			return ScriptedChatModel.text("hi");
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(ScriptedChatModel.chunk("well, "), call(prompt)));
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().build();
		}

	}

}
