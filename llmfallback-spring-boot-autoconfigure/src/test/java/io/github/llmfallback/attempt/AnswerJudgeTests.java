package io.github.llmfallback.attempt;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnswerJudge} and {@link AnswerContent}.
 */
class AnswerJudgeTests {

	private static final String SCHEMA = """
			{ "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } }""";

	private final AnswerJudge strict = new AnswerJudge(AnswerSettings.STRICT);

	private final AnswerJudge lenient = new AnswerJudge(new AnswerSettings(true, true, true));

	@Test
	void textIsAnAnswer() {
		assertThat(judge(ScriptedChatModel.text("Hello"))).isNull();
	}

	@Test
	void blankTextIsAnAnswer() {
		assertThat(judge(ScriptedChatModel.text(" "))).isNull();
	}

	@Test
	void nothingAtAllIsMalformedWhateverIsAccepted() {
		for (AnswerJudge judge : List.of(this.strict, this.lenient)) {
			assertThat(kind(judge.judge(null, null))).isEqualTo(FailureKind.MALFORMED_RESPONSE);
			assertThat(kind(judge.judge(new ChatResponse(List.of()), null))).isEqualTo(FailureKind.MALFORMED_RESPONSE);
		}
	}

	@Test
	void emptyTextIsEmpty() {
		assertThat(judge(ScriptedChatModel.end("stop"))).isEqualTo(FailureKind.EMPTY_RESPONSE);
		assertThat(judge(response(new AssistantMessage((String) null), "stop"))).isEqualTo(FailureKind.EMPTY_RESPONSE);
		assertThat(this.lenient.judge(ScriptedChatModel.end("stop"), null)).isNull();
	}

	@Test
	void toolCallAloneIsAnAnswer() {
		assertThat(judge(ScriptedChatModel.toolCall("1", "weather", "{}"))).isNull();
	}

	@Test
	void mediaAloneIsAnAnswer() {
		Media image = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("https://example.org/a.png"));
		assertThat(judge(response(AssistantMessage.builder().content("").media(List.of(image)).build(), "stop")))
			.isNull();
	}

	@Test
	void refusalBesideTheTextIsAnAnswer() {
		assertThat(judge(refusal("I cannot help with that."))).isNull();
		assertThat(judge(refusal(""))).isEqualTo(FailureKind.EMPTY_RESPONSE);
	}

	@ParameterizedTest
	@MethodSource("thoughts")
	void thoughtIsNoAnswer(AssistantMessage thought) {
		assertThat(judge(response(thought, "max_tokens"))).isEqualTo(FailureKind.EMPTY_RESPONSE);
		assertThat(AnswerContent.text(response(thought, "stop"))).isEmpty();
		assertThat(AnswerContent.tokens(response(thought, "stop"))).isPositive();
	}

	@ParameterizedTest
	@MethodSource("thoughts")
	void answerAfterAThoughtIsJudgedByItself(AssistantMessage thought) {
		ChatResponse answer = new ChatResponse(
				List.of(new Generation(thought), new Generation(new AssistantMessage("{\"city\": \"Oslo\"}"))));
		assertThat(this.strict.judge(answer, withSchema(SCHEMA))).isNull();
	}

	static Stream<AssistantMessage> thoughts() {
		return Stream
			.of(Map.<String, Object>of("thinking", true), Map.<String, Object>of("signature", "c2ln"),
					Map.<String, Object>of("isThought", true, "candidateIndex", 0))
			.map((marks) -> AssistantMessage.builder().content("Which city?").properties(marks).build());
	}

	@Test
	void answerAfterAThoughtThatIsKeptSecretIsJudgedByItself() {
		AssistantMessage secret = AssistantMessage.builder().properties(Map.of("data", "c2VjcmV0")).build();
		ChatResponse answer = new ChatResponse(
				List.of(new Generation(secret), new Generation(new AssistantMessage("{\"city\": \"Oslo\"}"))));
		assertThat(this.strict.judge(answer, withSchema(SCHEMA))).isNull();
	}

	@Test
	void textThatIsMarkedAsNoThoughtIsAnAnswer() {
		assertThat(judge(response(
				AssistantMessage.builder().content("Oslo").properties(Map.of("isThought", false)).build(), "stop")))
			.isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "content_filter", "CONTENT_FILTER", "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST",
			"RECITATION", "SPII", "IMAGE_SAFETY", "refusal" })
	void filteredAnswerIsNoneEvenWithText(String finishReason) {
		ChatResponse withText = response(new AssistantMessage("Half an ans"), finishReason);
		assertThat(judge(withText)).isEqualTo(FailureKind.CONTENT_FILTERED);
		assertThat(judge(ScriptedChatModel.end(finishReason))).isEqualTo(FailureKind.CONTENT_FILTERED);
		assertThat(this.lenient.judge(withText, null)).isNull();
		AnswerJudge filteredOnly = new AnswerJudge(new AnswerSettings(false, true, false));
		assertThat(filteredOnly.judge(ScriptedChatModel.end(finishReason), null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stop", "length", "tool_calls", "end_turn", "MAX_TOKENS", "something_new" })
	void otherFinishReasonsAreNoFailure(String finishReason) {
		assertThat(judge(response(new AssistantMessage("Hello"), finishReason))).isNull();
	}

	@Test
	void answerFitsTheSchemaThatWasAskedFor() {
		assertThat(judge("{\"city\": \"Oslo\"}")).isNull();
		assertThat(judge("{\"city\": 7}")).isEqualTo(FailureKind.MALFORMED_RESPONSE);
		assertThat(judge("Oslo is a city.")).isEqualTo(FailureKind.MALFORMED_RESPONSE);
	}

	@Test
	void toolCallIsNoAnswerYetAndHasNoSchema() {
		assertThat(this.strict.judge(ScriptedChatModel.toolCall("1", "weather", "{}"), withSchema(SCHEMA))).isNull();
	}

	@Test
	void refusalIsAnAnswerThatHasNoSchema() {
		assertThat(this.strict.judge(refusal("I cannot help with that."), withSchema(SCHEMA))).isNull();
	}

	@Test
	void withoutASchemaAnyTextIsAnAnswer() {
		ChatResponse text = ScriptedChatModel.text("Oslo is a city.");
		assertThat(this.strict.judge(text, withSchema(null))).isNull();
		assertThat(this.strict.judge(text, ChatOptions.builder().build())).isNull();
	}

	@Test
	void messageQuotesNothingOfTheAnswer() {
		Failure failure = this.strict.judge(ScriptedChatModel.text("{\"secret\": \"s3cr3t\"}"), withSchema(SCHEMA));
		assertThat(failure.message()).contains("city").doesNotContain("secret", "s3cr3t");
	}

	@ParameterizedTest
	@CsvSource({ "true, stop,", "false, stop, EMPTY_RESPONSE", "true,, TRUNCATED", "false,, EMPTY_RESPONSE",
			"true, safety, CONTENT_FILTERED", "false, safety, CONTENT_FILTERED" })
	void endOfAStreamIsJudged(boolean content, @Nullable String finishReason, @Nullable FailureKind expected) {
		assertThat(kind(this.strict.judgeStream(content, finishReason))).isEqualTo(expected);
		assertThat(this.lenient.judgeStream(content, finishReason)).isNull();
	}

	@Test
	void emptyStreamThatIsAcceptedIsNotTruncated() {
		AnswerJudge emptyOnly = new AnswerJudge(new AnswerSettings(true, false, false));
		assertThat(emptyOnly.judgeStream(false, null)).isNull();
		assertThat(kind(emptyOnly.judgeStream(true, null))).isEqualTo(FailureKind.TRUNCATED);
	}

	private @Nullable FailureKind judge(ChatResponse response) {
		return kind(this.strict.judge(response, null));
	}

	private @Nullable FailureKind judge(String json) {
		return kind(this.strict.judge(ScriptedChatModel.text(json), withSchema(SCHEMA)));
	}

	private static @Nullable FailureKind kind(@Nullable Failure failure) {
		return (failure != null) ? failure.kind() : null;
	}

	private static ChatOptions withSchema(@Nullable String schema) {
		return FallbackChatOptions.builder().outputSchema(schema).build();
	}

	private static ChatResponse refusal(String text) {
		return response(AssistantMessage.builder().content("").properties(Map.of("refusal", text)).build(), "stop");
	}

	private static ChatResponse response(AssistantMessage message, String finishReason) {
		return ScriptedChatModel.response(message, finishReason, new EmptyUsage());
	}

}
