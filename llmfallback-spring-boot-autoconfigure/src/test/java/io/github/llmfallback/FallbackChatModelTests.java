package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for blocking calls of {@link FallbackChatModel}.
 */
class FallbackChatModelTests {

	private static final Prompt PROMPT = new Prompt("Hello?");

	private final ScriptedChatModel first = new ScriptedChatModel();

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final ScriptedChatModel third = new ScriptedChatModel();

	@AutoClose
	private final FallbackChatModel chatModel = Providers.inOrder(LlmProvider.builder("first", this.first).build(),
			LlmProvider.builder("second", this.second).build(), LlmProvider.builder("third", this.third).build());

	@Test
	void preferredProviderAnswersAndNobodyElseIsAsked() {
		this.first.thenAnswer("from first");

		ChatResponse response = this.chatModel.call(PROMPT);

		assertThat(text(response)).isEqualTo("from first");
		assertThat(this.second.requests()).isZero();
		assertThat(metadata(response).fallbackCount()).isZero();
	}

	@Test
	void messagesReachTheProviderUnchanged() {
		this.chatModel.call(PROMPT);
		assertThat(this.first.prompts().get(0).getInstructions()).isEqualTo(PROMPT.getInstructions());
	}

	@Test
	void simulatedOutageOfThePreferredProviderGoesUnnoticed() {
		SimulatedChatModel down = SimulatedChatModel.builder().provider("down").build();
		down.failWith(FailureKind.SERVER_ERROR);
		SimulatedChatModel up = SimulatedChatModel.builder().provider("up").model("small").build();
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("down", down).build(),
				LlmProvider.builder("up", up).build());

		ChatResponse response = model.call(PROMPT);

		assertThat(metadata(response).provider()).isEqualTo("up");
		assertThat(metadata(response).model()).isEqualTo("small");
		assertThat(down.requests()).isEqualTo(1);
		assertThat(up.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(value = FailureKind.class, names = { "INVALID_REQUEST", "CANCELLED" }, mode = EnumSource.Mode.EXCLUDE)
	void failureThatAnotherProviderMayNotHaveMovesTheCallOn(FailureKind kind) {
		this.first.thenFail(kind);
		this.second.thenAnswer("from second");

		ChatResponse response = this.chatModel.call(PROMPT);

		assertThat(text(response)).isEqualTo("from second");
		assertThat(metadata(response).attempts()).extracting(AttemptRecord::outcome)
			.containsExactly(kind.name(), AttemptRecord.SUCCESS);
	}

	@Test
	void exceptionThatNobodyKnowsMovesTheCallOn() {
		this.first.thenFail(new IllegalStateException("what is this?"));
		assertThat(metadata(this.chatModel.call(PROMPT)).attempts().get(0).outcome()).isEqualTo("UNKNOWN");
	}

	@Test
	void errorInsideAClientMovesTheCallOnAndIsNotLeftInFlight() {
		ChatModel broken = (prompt) -> {
			throw new NoClassDefFoundError("vendor/Client");
		};
		FallbackChatModel model = Providers.inOrder(LlmProvider.builder("broken", broken).build(),
				LlmProvider.builder("second", this.second).build());

		assertThat(metadata(model.call(PROMPT)).provider()).isEqualTo("second");
		assertThat(model.providers().get(0).inFlight()).isZero();
	}

	@Test
	void clientThatCannotBeBuiltMovesTheCallOn() {
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.of(Providers.provider("broken", List.of("m"), List.of("k"), (key) -> {
				throw new IllegalStateException("no such host");
			})), LlmProvider.builder("second", this.second).build());

		assertThat(metadata(model.call(PROMPT)).provider()).isEqualTo("second");
	}

	@Test
	void answerWithoutChoicesIsNoAnswer() {
		this.first.thenAnswer(ScriptedChatModel.usage(10, 0));
		assertThat(firstOutcomeOfTwo()).isEqualTo("MALFORMED_RESPONSE");
	}

	@Test
	void answerThatIsMissingIsNoAnswer() {
		this.first.thenStream();
		assertThat(firstOutcomeOfTwo()).isEqualTo("MALFORMED_RESPONSE");
	}

	@Test
	void answerWithoutTextIsNoAnswer() {
		this.first.thenAnswer("");
		assertThat(firstOutcomeOfTwo()).isEqualTo("EMPTY_RESPONSE");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "content_filter", "CONTENT_FILTER", "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "refusal" })
	void filteredAnswerIsNoAnswerEvenWithText(String finishReason) {
		this.first
			.thenAnswer(ScriptedChatModel.response(new AssistantMessage("I will not"), finishReason, new EmptyUsage()));
		assertThat(firstOutcomeOfTwo()).isEqualTo("CONTENT_FILTERED");
	}

	@Test
	void toolCallWithoutTextIsAnAnswer() {
		this.first.thenAnswer(ScriptedChatModel.toolCall("1", "clock", "{}"));
		assertThat(metadata(this.chatModel.call(PROMPT)).provider()).isEqualTo("first");
	}

	private String firstOutcomeOfTwo() {
		FallbackMetadata metadata = metadata(this.chatModel.call(PROMPT));
		assertThat(metadata.provider()).isEqualTo("second");
		assertThat(metadata.fallbackCount()).isEqualTo(1);
		return metadata.attempts().get(0).outcome();
	}

	@Test
	void metadataTellsHowTheAnswerCameAbout() {
		this.first.thenFail(ScriptedChatModel.failure(FailureKind.RATE_LIMITED, Duration.ofSeconds(7)));
		this.second.thenFail(FailureKind.SERVER_ERROR);

		FallbackMetadata metadata = metadata(this.chatModel.call(PROMPT));

		assertThat(metadata.provider()).isEqualTo("third");
		assertThat(metadata.model()).isEqualTo("default");
		assertThat(metadata.keyAlias()).isNull();
		assertThat(metadata.cached()).isFalse();
		assertThat(metadata.fallbackCount()).isEqualTo(2);
		assertThat(metadata.attempts()).extracting(AttemptRecord::provider).containsExactly("first", "second", "third");
		assertThat(metadata.attempts()).extracting(AttemptRecord::retryAfter)
			.containsExactly(Duration.ofSeconds(7), null, null);
		assertThat(metadata.attempts()).extracting(AttemptRecord::message)
			.containsExactly("scripted", "scripted", null);
		assertThat(metadata.elapsed()).isPositive()
			.isGreaterThanOrEqualTo(
					metadata.attempts().stream().map(AttemptRecord::elapsed).reduce(Duration.ZERO, Duration::plus));
	}

	@Test
	void callIdIsDifferentForEachCall() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			ids.add(metadata(this.chatModel.call(PROMPT)).callId());
		}
		assertThat(ids).hasSize(1000);
	}

	@Test
	void metadataOfTheProviderIsKept() {
		this.first.thenAnswer("hi");
		ChatResponse response = this.chatModel.call(PROMPT);
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(1000);
	}

	@Test
	void costOfAllAttemptsIsSummed() {
		this.first.thenAnswer(ScriptedChatModel.response(new AssistantMessage(""), "stop",
				ScriptedChatModel.text("").getMetadata().getUsage()));
		this.second.thenAnswer("hi");
		FallbackChatModel model = Providers.inOrder(
				LlmProvider.builder("first", this.first).costPer1kTokens(new BigDecimal("0.03")).build(),
				LlmProvider.builder("second", this.second)
					.cost(new BigDecimal("0.0000001"), new BigDecimal("0.25"))
					.build());

		FallbackMetadata metadata = metadata(model.call(PROMPT));

		assertThat(metadata.attempts()).extracting(AttemptRecord::cost)
			.containsExactly(new BigDecimal("0.09"), new BigDecimal("0.5000001"));
		assertThat(metadata.cost()).isEqualByComparingTo("0.5900001");
	}

	@Test
	void failureWithoutUsageCostsNothing() {
		this.first.thenFail(FailureKind.SERVER_ERROR);
		FallbackChatModel model = Providers.inOrder(
				LlmProvider.builder("first", this.first).costPer1kTokens(BigDecimal.TEN).build(),
				LlmProvider.builder("second", this.second).costPer1kTokens(BigDecimal.ZERO).build());

		assertThat(metadata(model.call(PROMPT)).cost()).isEqualByComparingTo("0");
	}

	@Test
	void costIsUnknownWhenThePriceIs() {
		this.first.thenAnswer("hi");
		assertThat(metadata(this.chatModel.call(PROMPT)).cost()).isNull();
	}

	@Test
	void costIsEstimatedWhenAPricedAnswerReportsNoUsage() {
		this.first.thenAnswer(ScriptedChatModel.chunk("hi"));
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("first", this.first).costPer1kTokens(BigDecimal.ONE).build());
		FallbackMetadata metadata = metadata(model.call(PROMPT));
		assertThat(metadata.cost()).isPositive();
		assertThat(metadata.attempts().get(0).message()).contains("estimate");
	}

	@Test
	void freeAnswerWithoutUsageCostsNothing() {
		this.first.thenAnswer(ScriptedChatModel.chunk("hi"));
		FallbackChatModel model = Providers
			.inOrder(LlmProvider.builder("first", this.first).costPer1kTokens(BigDecimal.ZERO).build());
		assertThat(metadata(model.call(PROMPT)).cost()).isEqualByComparingTo("0");
	}

	@Test
	void responseFromElsewhereHasNoMetadata() {
		assertThat(FallbackMetadata.from(ScriptedChatModel.text("hi"))).isNull();
	}

	@Test
	void anyChatModelCanBeReplaced() {
		this.first.thenAnswer("hi");
		ChatModel injected = this.chatModel;
		assertThat(injected.call("Hello?")).isEqualTo("hi");
	}

	private static FallbackMetadata metadata(ChatResponse response) {
		FallbackMetadata metadata = FallbackMetadata.from(response);
		assertThat(metadata).isNotNull();
		return metadata;
	}

	private static String text(ChatResponse response) {
		return response.getResult().getOutput().getText();
	}

}
