package io.github.llmfallback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for cancellation, demand and concurrency of streams.
 */
class FallbackChatModelStreamFlowTests {

	private static final Prompt PROMPT = new Prompt("Hello?");

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final Recorder recorder = new Recorder();

	@AutoClose
	private final FallbackChatModel chatModel = Providers
		.builder(LlmProvider.builder("first", this.first).build(), LlmProvider.builder("second", this.second).build())
		.listener(this.recorder)
		.build();

	@Test
	void cancelBeforeTheFirstChunkReachesTheProviderAndCountsOnce() {
		TestPublisher<ChatResponse> publisher = TestPublisher.create();
		this.first.thenStream(publisher.flux());
		Disposable subscription = this.chatModel.stream(PROMPT).subscribe();
		await().until(publisher::wasSubscribed);
		assertThat(inFlight()).isEqualTo(1);

		subscription.dispose();
		subscription.dispose();

		await().until(publisher::wasCancelled);
		assertCancelledOnce();
	}

	@Test
	void cancelAfterContentReachesTheProviderAndCountsOnce() {
		TestPublisher<ChatResponse> publisher = TestPublisher.create();
		this.first.thenStream(publisher.flux());

		StepVerifier.create(this.chatModel.stream(PROMPT))
			.then(() -> await().until(publisher::wasSubscribed))
			.then(() -> publisher.next(ScriptedChatModel.chunk("a")))
			.expectNextCount(1)
			.thenCancel()
			.verify();

		await().until(publisher::wasCancelled);
		assertCancelledOnce();
	}

	@Test
	void cancelOfTheSecondAttemptCountsThereOnly() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		TestPublisher<ChatResponse> publisher = TestPublisher.create();
		this.second.thenStream(publisher.flux());

		Disposable subscription = this.chatModel.stream(PROMPT).subscribe();
		await().until(publisher::wasSubscribed);
		subscription.dispose();

		await().until(publisher::wasCancelled);
		assertThat(failures(0)).isEqualTo(Map.of(FailureKind.SERVER_ERROR, 1L));
		assertThat(failures(1)).isEqualTo(Map.of(FailureKind.CANCELLED, 1L));
		assertThat(inFlight()).isZero();
		assertThat(this.recorder.finished).extracting(CallSummary::outcome).containsExactly("CANCELLED");
	}

	@Test
	void consumerThatHasEnoughCancels() {
		this.first
			.thenStream(Flux.just(ScriptedChatModel.chunk("a"), ScriptedChatModel.chunk("b")).concatWith(Flux.never()));
		assertThat(this.chatModel.stream(PROMPT).take(2).collectList().block()).hasSize(2);
		assertCancelledOnce();
	}

	private void assertCancelledOnce() {
		assertThat(failures(0)).isEqualTo(Map.of(FailureKind.CANCELLED, 1L));
		assertThat(inFlight()).isZero();
		assertThat(this.second.requests()).isZero();
		assertThat(this.recorder.attempts).hasSize(1);
		assertThat(this.recorder.finished).extracting(CallSummary::outcome).containsExactly("CANCELLED");
	}

	@Test
	void cancelAfterTheEndChangesNothing() {
		this.first.thenAnswer("done");
		Disposable subscription = this.chatModel.stream(PROMPT).subscribe();
		await().until(() -> !this.recorder.finished.isEmpty());
		subscription.dispose();
		assertThat(failures(0)).isEmpty();
		assertThat(this.chatModel.providers().get(0).calls().succeeded()).isEqualTo(1);
		assertThat(this.recorder.finished).hasSize(1);
	}

	@Test
	void cancelThatRacesWithTheEndIsCountedAsOneOfBoth() throws Exception {
		int rounds = 200;
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < rounds; i++) {
				Sinks.Many<ChatResponse> sink = Sinks.many().unicast().onBackpressureBuffer();
				try (FallbackChatModel model = Providers
					.builder(LlmProvider.builder("only", new ScriptedChatModel().thenStream(sink.asFlux())).build())
					.listener(this.recorder)
					.build()) {
					sink.tryEmitNext(ScriptedChatModel.chunk("a"));
					sink.tryEmitNext(ScriptedChatModel.end("stop"));
					Disposable subscription = model.stream(PROMPT).subscribe();
					CyclicBarrier together = new CyclicBarrier(2);
					Future<?> end = threads.submit(() -> {
						together.await();
						return sink.tryEmitComplete();
					});
					Future<?> cancel = threads.submit(() -> {
						together.await();
						subscription.dispose();
						return null;
					});
					end.get(10, TimeUnit.SECONDS);
					cancel.get(10, TimeUnit.SECONDS);
					assertThat(model.providers().get(0).inFlight()).isZero();
				}
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.recorder.attempts).hasSize(rounds);
		assertThat(this.recorder.finished).hasSize(rounds);
	}

	@Test
	void chunksArriveOnlyOnDemand() {
		this.first.thenFail(FailureKind.CONNECTION);
		this.second.thenStream(Flux.range(0, 1000)
			.map((number) -> ScriptedChatModel.chunk("" + number))
			.concatWithValues(ScriptedChatModel.end("stop")));

		StepVerifier.FirstStep<ChatResponse> step = StepVerifier.create(this.chatModel.stream(PROMPT), 0);
		StepVerifier.Step<ChatResponse> next = step.expectSubscription();
		for (int i = 0; i < 1000; i++) {
			String expected = "" + i;
			next = next.thenRequest(1)
				.expectNextMatches((chunk) -> chunk.getResult().getOutput().getText().equals(expected));
		}
		next.thenRequest(1).expectNextMatches((chunk) -> FallbackMetadata.from(chunk) != null).verifyComplete();
	}

	@Test
	void cancelAtOnceLeavesNothingBehind() {
		this.first.thenStream(Flux.never());
		for (int i = 0; i < 200; i++) {
			this.chatModel.stream(PROMPT).subscribe().dispose();
		}
		assertThat(inFlight()).isZero();
		assertThat(this.recorder.finished).hasSize(200).extracting(CallSummary::outcome).containsOnly("CANCELLED");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void manyStreamsAtOnceKeepTheirChunksApart() {
		int streams = 64;
		SimulatedChatModel shaky = SimulatedChatModel.builder()
			.provider("shaky")
			.failures(Map.of(FailureKind.SERVER_ERROR, 0.5))
			.pace(Duration.ofMillis(1))
			.build();
		SimulatedChatModel steady = SimulatedChatModel.builder().provider("steady").pace(Duration.ofMillis(1)).build();
		FallbackChatModel model = Providers
			.builder(LlmProvider.builder("shaky", shaky).build(), LlmProvider.builder("steady", steady).build())
			.listener(this.recorder)
			.build();

		List<String> answers = Flux.range(0, streams)
			.flatMap((number) -> model.stream(new Prompt("word" + number + "!")).collectList(), streams)
			.map(FallbackChatModelStreamFlowTests::answer)
			.collectList()
			.block(Duration.ofSeconds(30));

		assertThat(answers).hasSize(streams);
		for (int i = 0; i < streams; i++) {
			assertThat(answers).filteredOn((answer) -> answer.contains("word")).hasSize(streams);
			String word = "\"word" + i + "!\"";
			assertThat(answers).filteredOn((answer) -> answer.contains(word)).hasSize(1);
		}
		assertThat(model.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
		ProviderStatus.Calls shakyCalls = model.providers().get(0).calls();
		ProviderStatus.Calls steadyCalls = model.providers().get(1).calls();
		long leftBehind = shakyCalls.failed() + shakyCalls.skipped();
		assertThat(shakyCalls.succeeded() + leftBehind).isEqualTo(streams);
		assertThat(leftBehind).isBetween(1L, streams - 1L).isEqualTo(steadyCalls.succeeded());
		assertThat(this.recorder.finished).extracting(CallSummary::callId).hasSize(streams).doesNotHaveDuplicates();
	}

	private static String answer(List<ChatResponse> chunks) {
		FallbackMetadata metadata = FallbackMetadata.from(chunks.get(chunks.size() - 1));
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> text.append(chunk.getResult().getOutput().getText()));
		assertThat(text).contains(metadata.provider());
		assertThat(text.toString()).endsWith(".").containsOnlyOnce("You asked");
		return text.toString();
	}

	private int inFlight() {
		return this.chatModel.providers().stream().mapToInt(ProviderStatus::inFlight).sum();
	}

	private Map<FailureKind, Long> failures(int provider) {
		return this.chatModel.providers().get(provider).calls().failures();
	}

	private static final class Recorder implements CallListener {

		private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

		private final List<CallSummary> finished = new CopyOnWriteArrayList<>();

		@Override
		public void attemptFinished(Attempt attempt) {
			this.attempts.add(attempt);
		}

		@Override
		public void callFinished(CallSummary summary) {
			this.finished.add(summary);
		}

	}

}
