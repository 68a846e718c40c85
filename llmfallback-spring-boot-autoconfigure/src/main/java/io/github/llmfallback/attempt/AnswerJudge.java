package io.github.llmfallback.attempt;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/**
 * Tells answers from failures that look like answers.
 */
final class AnswerJudge {

	/** OpenAI, Google (from "safety" on) and Anthropic, as Spring AI 2.0 reports them. */
	private static final String[] FILTERED = { "content_filter", "safety", "prohibited_content", "blocklist",
			"recitation", "spii", "image_safety", "refusal" };

	private final AnswerSettings settings;

	AnswerJudge(AnswerSettings settings) {
		this.settings = settings;
	}

	/**
	 * Judges a complete answer.
	 * @param response what the provider returned
	 * @param options what the call asked for
	 * @return what is wrong with it, or {@code null} when it is an answer
	 */
	@Nullable Failure judge(@Nullable ChatResponse response, @Nullable ChatOptions options) {
		if (response == null || response.getResults().isEmpty()) {
			return Failure.of(FailureKind.MALFORMED_RESPONSE, "the response holds no choices");
		}
		String finishReason = AnswerContent.finishReason(response);
		Failure failure = judge(AnswerContent.isPresent(response), finishReason);
		return (failure == null) ? judgeSchema(response, options) : failure;
	}

	/**
	 * Judges what is known at the end of a stream.
	 * @param content whether any content arrived
	 * @param finishReason the finish reason; {@code null} when none arrived
	 * @return what is wrong, or {@code null} when the stream is an answer
	 */
	@Nullable Failure judgeStream(boolean content, @Nullable String finishReason) {
		Failure failure = judge(content, finishReason);
		if (failure == null && content && finishReason == null && !this.settings.acceptTruncatedStream()) {
			return Failure.of(FailureKind.TRUNCATED, "the stream ended without a finish reason");
		}
		return failure;
	}

	/**
	 * Whether a blocking call could have got the answer of a stream.
	 * @param answer what its chunks amount to
	 * @param options what the call asked for
	 * @return {@code false} also when the stream was accepted without a finish reason
	 */
	boolean isWhole(ChatResponse answer, @Nullable ChatOptions options) {
		return AnswerContent.finishReason(answer) != null && judge(answer, options) == null;
	}

	/**
	 * Whether a stream is an answer although it failed like this.
	 */
	boolean accepts(Failure failure) {
		return failure.kind() == FailureKind.TRUNCATED && this.settings.acceptTruncatedStream();
	}

	private @Nullable Failure judge(boolean content, @Nullable String finishReason) {
		boolean filtered = finishReason != null && isFiltered(finishReason);
		if (filtered) {
			return this.settings.acceptFiltered() ? null
					: Failure.of(FailureKind.CONTENT_FILTERED, "the provider filtered the content");
		}
		return (content || this.settings.acceptEmpty()) ? null
				: Failure.of(FailureKind.EMPTY_RESPONSE, "the response holds no text and no tool call");
	}

	private static boolean isFiltered(String finishReason) {
		for (String filtered : FILTERED) {
			if (filtered.equalsIgnoreCase(finishReason)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Failure judgeSchema(ChatResponse response, @Nullable ChatOptions options) {
		String schema = (options instanceof StructuredOutputChatOptions structured) ? structured.getOutputSchema()
				: null;
		if (schema == null || AnswerContent.hasToolCalls(response) || AnswerContent.isRefused(response)) {
			return null;
		}
		String violation = OutputSchema.violation(schema, AnswerContent.text(response));
		return (violation != null) ? Failure.of(FailureKind.MALFORMED_RESPONSE, violation) : null;
	}

}
