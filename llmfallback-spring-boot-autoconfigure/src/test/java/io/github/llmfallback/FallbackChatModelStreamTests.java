package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.RetrySettings;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for streams of {@link FallbackChatModel}.
 */
class FallbackChatModelStreamTests {

	private static final Prompt PROMPT = new Prompt("Hello?");

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel().thenStream(ScriptedChatModel.chunk("from "),
			ScriptedChatModel.chunk("second"), ScriptedChatModel.end("stop"));

	@AutoClose
	private final FallbackChatModel chatModel = Providers.inOrder(LlmProvider.builder("first", this.first).build(),
			LlmProvider.builder("second", this.second).build());

	@Test
	void preferredProviderStreamsAndNobodyElseIsAsked() {
		this.first.thenStream(ScriptedChatModel.chunk("a"), ScriptedChatModel.chunk("b"),
				ScriptedChatModel.end("stop"));

		assertThat(texts(stream())).containsExactly("a", "b", "");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void errorBeforeTheFirstChunkMovesTheStreamOn() {
		this.first.thenFail(FailureKind.CONNECTION);
		assertMovedOn("CONNECTION");
	}

	@Test
	void errorAfterAnEmptyFirstChunkMovesTheStreamOn() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk(""), ScriptedChatModel.usage(10, 0))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR))));
		assertMovedOn("SERVER_ERROR");
	}

	@Test
	void errorInPlaceOfTheStreamMovesTheStreamOn() {
		this.first.thenFailEagerly(ScriptedChatModel.failure(FailureKind.RATE_LIMITED));
		assertMovedOn("RATE_LIMITED");
	}

	@Test
	void modelThatCannotStreamMovesTheStreamOn() {
		ChatModel blockingOnly = (prompt) -> ScriptedChatModel.text("never");
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("blocking", blockingOnly).build(),
				LlmProvider.builder("second", this.second).build());
		assertThat(texts(model.stream(PROMPT).collectList().block())).containsExactly("from ", "second", "");
	}

	@Test
	void cutStreamIsAnAnswerWhereTheApplicationSaysSo() {
		ScriptedChatModel cut = new ScriptedChatModel()
			.thenStream(Flux.concat(Flux.just(ScriptedChatModel.chunk("half")),
					Flux.error(ScriptedChatModel.failure(FailureKind.TRUNCATED))));
		FallbackChatModel model = Providers.builder(LlmProvider.builder("cut", cut).build())
			.settings(new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT,
					new AnswerSettings(false, false, true), KindOverrides.NONE, WhenUnavailable.TRY_SOONEST))
			.build();
		assertThat(texts(model.stream(PROMPT).collectList().block())).containsExactly("half", "");
	}

	@Test
	void streamWithoutChunksMovesTheStreamOn() {
		this.first.thenStream();
		assertMovedOn("EMPTY_RESPONSE");
	}

	@Test
	void streamWithoutContentMovesTheStreamOn() {
		this.first.thenStream(ScriptedChatModel.chunk(""), ScriptedChatModel.end("stop"));
		assertMovedOn("EMPTY_RESPONSE");
	}

	@Test
	void streamThatIsFilteredBeforeContentMovesTheStreamOn() {
		this.first.thenStream(ScriptedChatModel.chunk(""), ScriptedChatModel.end("content_filter"));
		assertMovedOn("CONTENT_FILTERED");
	}

	@Test
	void filteredAnswerInOneChunkMovesTheStreamOn() {
		this.first.thenStream(ScriptedChatModel.response(new AssistantMessage("No."), "refusal", new EmptyUsage()));
		assertMovedOn("CONTENT_FILTERED");
	}

	@Test
	void errorAfterAThoughtMovesTheStreamOn() {
		this.first.thenStream(Flux.just(ScriptedChatModel.thought("They greet me"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR))));
		assertMovedOn("SERVER_ERROR");
	}

	@Test
	void streamThatIsCutWhileTheModelThinksMovesOn() {
		this.first.thenStream(ScriptedChatModel.thought("They greet me"), ScriptedChatModel.end("max_tokens"));
		assertMovedOn("EMPTY_RESPONSE");
	}

	@Test
	void thoughtsComeBeforeTheAnswerInTheirOrder() {
		this.first.thenStream(ScriptedChatModel.thought("They "), ScriptedChatModel.thought("greet"),
				ScriptedChatModel.chunk("Hello"), ScriptedChatModel.end("stop"));
		assertThat(texts(stream())).containsExactly("They ", "greet", "Hello", "");
	}

	private void assertMovedOn(String outcome) {
		List<ChatResponse> chunks = stream();
		assertThat(texts(chunks)).containsExactly("from ", "second", "");
		FallbackMetadata metadata = lastMetadata(chunks);
		assertThat(metadata.provider()).isEqualTo("second");
		assertThat(metadata.fallbackCount()).isEqualTo(1);
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly(outcome, "SUCCESS");
		assertThat(this.chatModel.providers()).extracting(ProviderStatus::inFlight).containsOnly(0);
	}

	@Test
	void errorAfterContentEndsTheStreamWithoutAnothersText() {
		RuntimeException original = ScriptedChatModel.failure(FailureKind.CONNECTION);
		this.first.thenStream(
				Flux.just(ScriptedChatModel.chunk("half "), ScriptedChatModel.chunk("an "), ScriptedChatModel.chunk(""))
					.concatWith(Flux.error(original)));

		StepVerifier.create(this.chatModel.stream(PROMPT))
			.expectNextMatches((chunk) -> text(chunk).equals("half "))
			.expectNextMatches((chunk) -> text(chunk).equals("an "))
			.expectErrorSatisfies((error) -> {
				assertThat(error).isInstanceOf(ProviderCallException.class).hasCause(original);
				ProviderCallException failure = (ProviderCallException) error;
				assertThat(failure.provider()).isEqualTo("first");
				assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
				assertThat(failure.attempts()).hasSize(1);
			})
			.verify();
		assertThat(this.second.requests()).isZero();
		assertThat(this.chatModel.providers().get(0).calls().failures()).containsEntry(FailureKind.CONNECTION, 1L);
	}

	@Test
	void answerThatIsFilteredHalfWayIsNotASuccess() {
		this.first.thenStream(ScriptedChatModel.chunk("how to "), ScriptedChatModel.end("content_filter"));

		StepVerifier.create(this.chatModel.stream(PROMPT))
			.expectNextCount(1)
			.expectErrorSatisfies((error) -> assertThat(((ProviderCallException) error).kind())
				.isEqualTo(FailureKind.CONTENT_FILTERED))
			.verify();
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void simulatedStreamThatBreaksEndsWithATypedError() {
		SimulatedChatModel simulated = SimulatedChatModel.builder().provider("sim").build();
		simulated.breakAfter(3);
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("sim", simulated).build(),
				LlmProvider.builder("second", this.second).build());

		StepVerifier.create(model.stream(PROMPT)).expectNextCount(3).verifyError(ProviderCallException.class);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void failureOfEveryProviderIsTheSameAsForACall() {
		RuntimeException original = ScriptedChatModel.failure(FailureKind.OVERLOADED);
		this.first.thenFail(original);
		ScriptedChatModel empty = new ScriptedChatModel().thenStream();
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("first", this.first).build(),
				LlmProvider.builder("empty", empty).build());

		StepVerifier.create(model.stream(PROMPT)).verifyErrorSatisfies((error) -> {
			assertThat(error).isInstanceOf(AllProvidersFailedException.class)
				.hasCause(original)
				.hasMessageContainingAll("first", "OVERLOADED", "empty", "EMPTY_RESPONSE");
			assertThat(((AllProvidersFailedException) error).providerErrors()).containsOnlyKeys("first", "empty");
		});
	}

	@Test
	void invalidRequestStopsTheStream() {
		this.first.thenFail(FailureKind.INVALID_REQUEST);
		StepVerifier.create(this.chatModel.stream(PROMPT)).verifyError(ProviderCallException.class);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void withoutFallbackTheFirstFailureIsReportedAsItIs() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().fallbackDisabled(true).build());
		StepVerifier.create(this.chatModel.stream(prompt)).verifyError(ProviderCallException.class);
	}

	@Test
	void unknownProviderIsAnErrorOfTheStream() {
		Prompt prompt = new Prompt("Hi", FallbackChatOptions.builder().providers("nobody").build());
		Flux<ChatResponse> stream = this.chatModel.stream(prompt);
		StepVerifier.create(stream).verifyError(IllegalArgumentException.class);
	}

	@Test
	void nobodyToAskIsAnErrorOfTheStream() {
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("off", this.first).enabled(false).build());
		StepVerifier.create(model.stream(PROMPT)).verifyError(AllProvidersFailedException.class);
	}

	@Test
	void onlyTheLastChunkCarriesMetadata() {
		this.first.thenStream(ScriptedChatModel.chunk("a"), ScriptedChatModel.end("stop"),
				ScriptedChatModel.usage(1000, 2000));

		List<ChatResponse> chunks = stream();

		assertThat(chunks).hasSize(3);
		assertThat(chunks.subList(0, 2)).allMatch((chunk) -> FallbackMetadata.from(chunk) == null);
		assertThat(lastMetadata(chunks).provider()).isEqualTo("first");
		assertThat(chunks.get(2).getResults()).isEmpty();
		assertThat(chunks.get(2).getMetadata().getUsage().getCompletionTokens()).isEqualTo(2000);
	}

	@Test
	void streamThatEndsWithoutSayingWhyIsNotASuccess() {
		this.first.thenStream(ScriptedChatModel.chunk("a"), ScriptedChatModel.chunk("b"));

		StepVerifier.create(this.chatModel.stream(PROMPT))
			.expectNextCount(2)
			.verifyErrorSatisfies(
					(error) -> assertThat(((ProviderCallException) error).kind()).isEqualTo(FailureKind.TRUNCATED));
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void endThatCameBeforeTheLastContentGetsAChunkForTheMetadata() {
		this.first.thenStream(ScriptedChatModel.chunk("a"), ScriptedChatModel.end("stop"),
				ScriptedChatModel.chunk("b"));

		List<ChatResponse> chunks = stream();

		assertThat(texts(chunks)).containsExactly("a", "", "b", "");
		assertThat(chunks.get(3).getResults()).isEmpty();
		assertThat(lastMetadata(chunks).provider()).isEqualTo("first");
	}

	@Test
	void errorAfterTheEndOfTheAnswerDoesNotSpoilIt() {
		this.first.thenStream(Flux.just(ScriptedChatModel.chunk("a"), ScriptedChatModel.end("stop"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		assertThat(texts(stream())).containsExactly("a", "");
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void wholeAnswerInOneChunkCarriesTheMetadata() {
		this.first.thenAnswer("all at once");
		List<ChatResponse> chunks = stream();
		assertThat(texts(chunks)).containsExactly("all at once");
		assertThat(lastMetadata(chunks).provider()).isEqualTo("first");
	}

	@Test
	void emptyChunksBeforeAndBetweenContentKeepTheirPlace() {
		this.first.thenStream(ScriptedChatModel.chunk(""), ScriptedChatModel.usage(1, 0), ScriptedChatModel.chunk("a"),
				ScriptedChatModel.chunk(""), ScriptedChatModel.chunk("b"), ScriptedChatModel.end("stop"));
		assertThat(texts(stream())).containsExactly("", "", "a", "", "b", "");
	}

	@Test
	void toolCallIsContent() {
		this.first.thenStream(ScriptedChatModel.toolCall("1", "clock", "{}"));
		assertThat(lastMetadata(stream()).provider()).isEqualTo("first");
	}

	@Test
	void contentIsDeliveredWhenItArrives() {
		TestPublisher<ChatResponse> publisher = TestPublisher.create();
		this.first.thenStream(publisher.flux());

		StepVerifier.create(this.chatModel.stream(PROMPT))
			.then(() -> await().until(publisher::wasSubscribed))
			.then(() -> publisher.next(ScriptedChatModel.chunk("a")))
			.expectNextCount(1)
			.then(() -> publisher.next(ScriptedChatModel.chunk("b")))
			.expectNextCount(1)
			.then(() -> publisher.next(ScriptedChatModel.end("stop")))
			.then(publisher::complete)
			.expectNextCount(1)
			.verifyComplete();
	}

	@Test
	void chunksThatAllClaimToBeTheLastAreDeliveredOneBehind() {
		TestPublisher<ChatResponse> publisher = TestPublisher.create();
		this.first.thenStream(publisher.flux());

		StepVerifier.create(this.chatModel.stream(PROMPT).map(FallbackChatModelStreamTests::text))
			.then(() -> await().until(publisher::wasSubscribed))
			.then(() -> publisher.next(claimingToBeLast("a")))
			.then(() -> publisher.next(claimingToBeLast("b")))
			.expectNext("a")
			.then(() -> publisher.next(ScriptedChatModel.chunk(""), claimingToBeLast("c")))
			.expectNext("b", "")
			.then(publisher::complete)
			.expectNext("c")
			.verifyComplete();
	}

	@Test
	void onlyAContentChunkThatWasDeliveredBindsTheStream() {
		this.first.thenStream(Flux.just(claimingToBeLast("a"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		assertMovedOn("CONNECTION");
	}

	@Test
	void deliveredChunkThatClaimedToBeTheLastBindsTheStream() {
		this.first.thenStream(Flux.just(claimingToBeLast("a"), claimingToBeLast("b"))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.CONNECTION))));
		StepVerifier.create(this.chatModel.stream(PROMPT)).expectNextCount(1).verifyError(ProviderCallException.class);
		assertThat(this.second.requests()).isZero();
	}

	@Test
	void costComesFromTheUsageReportedLast() {
		this.first.thenStream(ScriptedChatModel.usage(1000, 1), ScriptedChatModel.chunk("a"),
				ScriptedChatModel.end("stop"), ScriptedChatModel.usage(1000, 2000));
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("first", this.first).cost(BigDecimal.ONE, BigDecimal.TEN).build());

		FallbackMetadata metadata = lastMetadata(model.stream(PROMPT).collectList().block());

		assertThat(metadata.cost()).isEqualByComparingTo("21");
	}

	@Test
	void attemptThatFailedAfterUsageWasReportedIsPaidFor() {
		this.first.thenStream(Flux.just(ScriptedChatModel.usage(1000, 0))
			.concatWith(Flux.error(ScriptedChatModel.failure(FailureKind.SERVER_ERROR))));
		FallbackChatModel model = Providers.inOrder(
				LlmProvider.builder("first", this.first).costPer1kTokens(BigDecimal.ONE).build(),
				LlmProvider.builder("second", this.second).costPer1kTokens(BigDecimal.ZERO).build());

		FallbackMetadata metadata = lastMetadata(model.stream(PROMPT).collectList().block());

		assertThat(metadata.cost()).isEqualByComparingTo("1");
		assertThat(metadata.attempts()).extracting(AttemptRecord::cost)
			.usingElementComparator(BigDecimal::compareTo)
			.containsExactly(BigDecimal.ONE, BigDecimal.ZERO);
	}

	@Test
	void nothingIsAskedBeforeTheSubscription() {
		this.chatModel.stream(PROMPT);
		assertThat(this.first.requests()).isZero();
		assertThat(this.chatModel.providers().get(0).inFlight()).isZero();
	}

	@Test
	void eachSubscriptionIsACallOfItsOwn() {
		this.first.thenFail(FailureKind.CONNECTION).thenAnswer("recovered");
		Flux<ChatResponse> stream = this.chatModel.stream(PROMPT);

		FallbackMetadata before = lastMetadata(stream.collectList().block());
		FallbackMetadata after = lastMetadata(stream.collectList().block());

		assertThat(before.provider()).isEqualTo("second");
		assertThat(after.provider()).isEqualTo("first");
		assertThat(after.attempts()).hasSize(1);
		assertThat(after.callId()).isNotEqualTo(before.callId());
	}

	private List<ChatResponse> stream() {
		return Objects.requireNonNull(this.chatModel.stream(PROMPT).collectList().block());
	}

	private static ChatResponse claimingToBeLast(String text) {
		return ScriptedChatModel.response(new AssistantMessage(text), "STOP", new EmptyUsage());
	}

	private static FallbackMetadata lastMetadata(List<ChatResponse> chunks) {
		FallbackMetadata metadata = FallbackMetadata.from(chunks.get(chunks.size() - 1));
		assertThat(metadata).isNotNull();
		return metadata;
	}

	private static List<String> texts(List<ChatResponse> chunks) {
		return chunks.stream().map(FallbackChatModelStreamTests::text).toList();
	}

	private static String text(ChatResponse chunk) {
		return (chunk.getResult() != null) ? chunk.getResult().getOutput().getText() : "";
	}

}
