package io.github.llmfallback.provider;

import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives content to candidates that have none. Gemini leaves it out where it blocks an
 * answer, which has a finish reason and a usage all the same; Spring AI fails without it.
 */
final class GeminiCandidates {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Pattern CONTENT = Pattern.compile("\"content\"\\s*:\\s*\\{");

	private static final String FINISH_REASON = "\"finishReason\"";

	private GeminiCandidates() {
	}

	/**
	 * Completes an answer, or a chunk of one.
	 * @param answer JSON or not
	 * @return the same text unless a candidate lacks its content
	 */
	static String withContent(String answer) {
		if (!mayLackContent(answer)) {
			return answer;
		}
		try {
			JsonNode root = JSON.readTree(answer);
			boolean complete = true;
			for (JsonNode candidate : root.path("candidates")) {
				if (candidate instanceof ObjectNode object && !object.path("content").isObject()) {
					object.putObject("content").putArray("parts");
					complete = false;
				}
			}
			return complete ? answer : root.toString();
		}
		catch (JacksonException ex) {
			return answer;
		}
	}

	/**
	 * Spares nearly all answers being parsed: they have one candidate, and it has
	 * content.
	 */
	private static boolean mayLackContent(String answer) {
		return answer.contains("\"candidates\"") && (!CONTENT.matcher(answer).find()
				|| answer.indexOf(FINISH_REASON) < answer.lastIndexOf(FINISH_REASON));
	}

}
