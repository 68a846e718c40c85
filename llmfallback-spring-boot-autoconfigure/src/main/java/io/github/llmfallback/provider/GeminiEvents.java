package io.github.llmfallback.provider;

import java.io.IOException;

import com.google.genai.errors.ApiException;
import io.github.llmfallback.failure.FailureKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds what Google's SDK reads as chunks without candidates, blocked prompts and errors,
 * and tells a complete stream from a cut one: Spring AI makes a finish reason up where
 * the stream has none.
 */
final class GeminiEvents implements EventRules {

	private static final JsonMapper JSON = JsonMapper.shared();

	private boolean begun;

	private boolean finished;

	@Override
	public String event(String data) throws IOException {
		if (data.contains("\"candidates\"")) {
			this.begun = true;
			this.finished = this.finished || data.contains("\"finishReason\"");
		}
		else if (data.contains("\"blockReason\"")) {
			throw new BrokenAnswerException(FailureKind.CONTENT_FILTERED, "the provider blocked the prompt");
		}
		else if (data.contains("\"error\"")) {
			checkError(JSON.readTree(data).path("error"));
		}
		return GeminiCandidates.withContent(data);
	}

	private static void checkError(JsonNode error) {
		if (error.isObject()) {
			throw new ApiException(error.path("code").asInt(0), error.path("status").asString(""),
					error.path("message").asString(""));
		}
	}

	@Override
	public void end() throws IOException {
		if (this.begun && !this.finished) {
			throw EventRules.truncated();
		}
	}

}
