package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.github.llmfallback.failure.FailureKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How simulated answers are streamed and how streams fail.
 */
class SimulatedStreamTests {

	private static final Prompt PROMPT = new Prompt("hello there");

	private final SimulatedChatModel model = builder().build();

	@Test
	void chunksAreTheWordsOfTheAnswerTheCallWouldGive() {
		List<ChatResponse> chunks = chunksOf(this.model.stream(PROMPT));
		ChatResponse whole = builder().build().call(PROMPT);
		assertThat(texts(chunks)).hasSizeGreaterThan(10)
			.allSatisfy((text) -> assertThat(text.strip()).isNotEmpty().doesNotContain(" "));
		assertThat(String.join("", texts(chunks))).isEqualTo(whole.getResults().get(0).getOutput().getText());
		assertThat(chunks).allSatisfy((chunk) -> {
			assertThat(chunk.getMetadata().getId()).isEqualTo("acme-1");
			assertThat(chunk.getMetadata().getModel()).isEqualTo("acme-large");
		});
		assertThat(last(chunks).getMetadata().getUsage()).isEqualTo(whole.getMetadata().getUsage());
	}

	@Test
	void onlyTheLastChunkCarriesFinishReasonAndUsage() {
		List<ChatResponse> chunks = chunksOf(this.model.stream(PROMPT));
		assertThat(chunks.subList(0, chunks.size() - 1)).allSatisfy(SimulatedStreamTests::isUnfinished);
		assertThat(finishReason(last(chunks))).isEqualTo("stop");
		assertThat(last(chunks).getMetadata().getUsage().getCompletionTokens()).isPositive();
	}

	@Test
	void maxTokensBoundTheStream() {
		Prompt bounded = new Prompt("hello there", ChatOptions.builder().maxTokens(4).build());
		List<ChatResponse> chunks = chunksOf(this.model.stream(bounded));
		assertThat(String.join("", texts(chunks))).hasSize(16);
		assertThat(finishReason(last(chunks))).isEqualTo("length");
		assertThat(last(chunks).getMetadata().getUsage().getCompletionTokens()).isEqualTo(4);
	}

	@Test
	void streamIsColdAndEachSubscriptionIsARequest() {
		Flux<ChatResponse> stream = this.model.stream(PROMPT);
		assertThat(this.model.requests()).isZero();
		String first = chunksOf(stream).get(0).getMetadata().getId();
		String second = chunksOf(stream).get(0).getMetadata().getId();
		assertThat(List.of(first, second)).containsExactly("acme-1", "acme-2");
		assertThat(this.model.requests()).isEqualTo(2);
	}

	@Test
	void wordsKeepLatencyAndPace() {
		SimulatedChatModel paced = builder().latency(Duration.ofMillis(300)).pace(Duration.ofMillis(50)).build();
		int words = chunksOf(this.model.stream(PROMPT)).size();
		StepVerifier.withVirtualTime(() -> paced.stream(PROMPT))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(300))
			.expectNextCount(1)
			.expectNoEvent(Duration.ofMillis(50))
			.expectNextCount(1)
			.expectNoEvent(Duration.ofMillis(50))
			.expectNextCount(1)
			.thenAwait(Duration.ofMillis(50L * (words - 3)))
			.expectNextCount(words - 3L)
			.verifyComplete();
	}

	@Test
	void paceStretchesWithTheDemandOfASlowReader() {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		SimulatedChatModel paced = builder().pace(Duration.ofMillis(50)).scheduler(time).build();
		StepVerifier.create(paced.stream(PROMPT), 1)
			.expectNextCount(1)
			.then(() -> time.advanceTimeBy(Duration.ofHours(1)))
			.expectNoEvent(Duration.ofMillis(1))
			.thenRequest(1)
			.then(() -> time.advanceTimeBy(Duration.ofMillis(50)))
			.expectNextCount(1)
			.thenCancel()
			.verify();
	}

	@Test
	void cancelledStreamLeavesNothingBehind() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
		executor.setRemoveOnCancelPolicy(true);
		try {
			SimulatedChatModel slow = builder().pace(Duration.ofHours(1))
				.scheduler(Schedulers.fromExecutorService(executor))
				.build();
			List<ChatResponse> received = new ArrayList<>();
			Disposable subscription = slow.stream(PROMPT).subscribe(received::add);
			assertThat(received).hasSize(1);
			assertThat(executor.getQueue()).hasSize(1);
			subscription.dispose();
			Awaitility.await().untilAsserted(() -> assertThat(executor.getQueue()).isEmpty());
			assertThat(received).hasSize(1);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void cancelledHangLeavesNothingBehind() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
		executor.setRemoveOnCancelPolicy(true);
		try {
			SimulatedChatModel hanging = builder().scheduler(Schedulers.fromExecutorService(executor)).build();
			hanging.failWith(FailureKind.TIMEOUT);
			Disposable subscription = hanging.stream(PROMPT).subscribe();
			assertThat(executor.getQueue()).hasSize(1);
			subscription.dispose();
			Awaitility.await().untilAsserted(() -> assertThat(executor.getQueue()).isEmpty());
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void errorArrivesAfterTheLatency() {
		SimulatedChatModel failing = builder().latency(Duration.ofMillis(300)).build();
		failing.failWith(FailureKind.RATE_LIMITED);
		StepVerifier.withVirtualTime(() -> failing.stream(PROMPT))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(300))
			.verifyErrorSatisfies((error) -> assertThat(error).isInstanceOfSatisfying(SimulatedFailureException.class,
					(exception) -> {
						assertThat(exception.failure().kind()).isEqualTo(FailureKind.RATE_LIMITED);
						assertThat(exception.failure().retryAfter()).isEqualTo(Duration.ofSeconds(2));
					}));
	}

	@Test
	void timeoutNeverEmitsAndFailsWhenItsBoundIsOver() {
		SimulatedChatModel hanging = builder().latency(Duration.ofMillis(300)).hangFor(Duration.ofSeconds(40)).build();
		hanging.failWith(FailureKind.TIMEOUT);
		StepVerifier.withVirtualTime(() -> hanging.stream(PROMPT))
			.expectSubscription()
			.expectNoEvent(Duration.ofSeconds(40))
			.verifyErrorSatisfies((error) -> assertKind(error, FailureKind.TIMEOUT));
	}

	@Test
	void truncatedStreamEndsAfterHalfOfTheWordsWithoutFinishReason() {
		int words = chunksOf(this.model.stream(PROMPT)).size();
		SimulatedChatModel truncating = builder().build();
		truncating.failWith(FailureKind.TRUNCATED);
		List<ChatResponse> chunks = chunksOf(truncating.stream(PROMPT));
		assertThat(chunks).hasSize((words + 1) / 2).allSatisfy(SimulatedStreamTests::isUnfinished);
	}

	@Test
	void emptyResponseIsOneFinishedChunkWithoutText() {
		this.model.failWith(FailureKind.EMPTY_RESPONSE);
		List<ChatResponse> chunks = chunksOf(this.model.stream(PROMPT));
		assertThat(texts(chunks)).containsExactly("");
		assertThat(finishReason(last(chunks))).isEqualTo("stop");
	}

	@Test
	void malformedResponseIsOneChunkWithoutGenerations() {
		this.model.failWith(FailureKind.MALFORMED_RESPONSE);
		assertThat(chunksOf(this.model.stream(PROMPT))).singleElement()
			.satisfies((chunk) -> assertThat(chunk.getResults()).isEmpty());
	}

	@Test
	void filteredContentIsOneChunkWithThatFinishReason() {
		this.model.failWith(FailureKind.CONTENT_FILTERED);
		List<ChatResponse> chunks = chunksOf(this.model.stream(PROMPT));
		assertThat(texts(chunks)).containsExactly("");
		assertThat(finishReason(last(chunks))).isEqualTo("content_filter");
	}

	@Test
	void streamBreaksAfterTheChosenNumberOfWords() {
		this.model.breakAfter(3);
		assertThat(this.model.forcedFailure()).contains(FailureKind.CONNECTION);
		StepVerifier.create(this.model.stream(PROMPT))
			.expectNextCount(3)
			.verifyErrorSatisfies((error) -> assertKind(error, FailureKind.CONNECTION));
	}

	@Test
	void pacedStreamBreaksRightAfterItsLastWord() {
		SimulatedChatModel paced = builder().pace(Duration.ofMillis(50)).build();
		paced.breakAfter(2);
		StepVerifier.withVirtualTime(() -> paced.stream(PROMPT))
			.expectNextCount(1)
			.expectNoEvent(Duration.ofMillis(50))
			.expectNextCount(1)
			.verifyErrorSatisfies((error) -> assertKind(error, FailureKind.CONNECTION));
	}

	@Test
	void streamMayBreakBeforeTheFirstWord() {
		this.model.breakAfter(0);
		StepVerifier.create(this.model.stream(PROMPT))
			.verifyErrorSatisfies((error) -> assertKind(error, FailureKind.CONNECTION));
	}

	@Test
	void streamThatBreaksBehindItsEndNeverFinishes() {
		int words = chunksOf(builder().build().stream(PROMPT)).size();
		this.model.breakAfter(1000);
		StepVerifier.create(this.model.stream(PROMPT).doOnNext(SimulatedStreamTests::isUnfinished))
			.expectNextCount(words)
			.verifyErrorSatisfies((error) -> assertKind(error, FailureKind.CONNECTION));
	}

	@Test
	void streamCannotBreakAfterANegativeNumberOfWords() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.model.breakAfter(-1))
			.withMessage("a stream cannot break after a negative number of words: -1");
	}

	@Test
	void healedStreamRunsToItsEnd() {
		this.model.breakAfter(3);
		this.model.heal();
		assertThat(this.model.forcedFailure()).isEmpty();
		assertThat(finishReason(last(chunksOf(this.model.stream(PROMPT))))).isEqualTo("stop");
	}

	@Test
	void streamUnderWayKeepsItsFate() {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		SimulatedChatModel paced = builder().pace(Duration.ofMillis(50)).scheduler(time).build();
		StepVerifier.create(paced.stream(PROMPT))
			.expectNextCount(1)
			.then(() -> paced.failWith(FailureKind.SERVER_ERROR))
			.then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
			.thenConsumeWhile((chunk) -> true)
			.verifyComplete();
	}

	private static SimulatedChatModelBuilder builder() {
		return SimulatedChatModel.builder().provider("acme").model("acme-large").seed(42);
	}

	private static List<ChatResponse> chunksOf(Flux<ChatResponse> stream) {
		return stream.collectList().blockOptional(Duration.ofSeconds(5)).orElseThrow();
	}

	private static List<String> texts(List<ChatResponse> chunks) {
		return chunks.stream().map((chunk) -> String.valueOf(chunk.getResults().get(0).getOutput().getText())).toList();
	}

	private static ChatResponse last(List<ChatResponse> chunks) {
		return chunks.get(chunks.size() - 1);
	}

	private static String finishReason(ChatResponse chunk) {
		return String.valueOf(chunk.getResults().get(0).getMetadata().getFinishReason());
	}

	private static void isUnfinished(ChatResponse chunk) {
		assertThat(chunk.getResults().get(0).getMetadata().getFinishReason()).isNull();
		assertThat(chunk.getMetadata().getUsage()).isInstanceOf(EmptyUsage.class);
	}

	private static void assertKind(Throwable error, FailureKind kind) {
		assertThat(error).isInstanceOfSatisfying(SimulatedFailureException.class,
				(exception) -> assertThat(exception.failure().kind()).isEqualTo(kind));
	}

}
