package io.github.llmfallback.attempt;

import java.util.Locale;
import java.util.Set;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Tells answers from failures that look like answers.
 */
final class AnswerJudge {

	/** OpenAI, Google (three) and Anthropic, as Spring AI 2.0 reports them. */
	private static final Set<String> FILTERED = Set.of("content_filter", "safety", "prohibited_content", "blocklist",
			"refusal");

	private AnswerJudge() {
	}

	/**
	 * Judges a complete answer.
	 * @return what is wrong with it, or {@code null} when it is an answer
	 */
	static @Nullable Failure judge(@Nullable ChatResponse response) {
		if (response == null || response.getResults().isEmpty()) {
			return Failure.of(FailureKind.MALFORMED_RESPONSE, "the response holds no choices");
		}
		Failure filtered = judgeFinishReason(AnswerContent.finishReason(response));
		if (filtered == null && !AnswerContent.isPresent(response)) {
			return Failure.of(FailureKind.EMPTY_RESPONSE, "the response holds no text and no tool call");
		}
		return filtered;
	}

	/**
	 * Judges a stream that has completed without an error.
	 * @param content whether any of its chunks had content
	 * @param finishReason the last one reported
	 * @return what is wrong with it, or {@code null} when it is an answer
	 */
	static @Nullable Failure judgeStream(boolean content, @Nullable String finishReason) {
		Failure filtered = judgeFinishReason(finishReason);
		if (filtered == null && !content) {
			return Failure.of(FailureKind.EMPTY_RESPONSE, "the stream ended without content");
		}
		return filtered;
	}

	private static @Nullable Failure judgeFinishReason(@Nullable String finishReason) {
		if (finishReason != null && FILTERED.contains(finishReason.toLowerCase(Locale.ROOT))) {
			return Failure.of(FailureKind.CONTENT_FILTERED, "the provider filtered the content");
		}
		return null;
	}

}
