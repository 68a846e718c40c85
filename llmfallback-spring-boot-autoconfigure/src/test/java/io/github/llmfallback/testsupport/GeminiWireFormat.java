package io.github.llmfallback.testsupport;

import io.github.llmfallback.testsupport.Answer.Finish;
import io.github.llmfallback.testsupport.Answer.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Gemini API's generateContent.
 */
final class GeminiWireFormat implements WireFormat {

	private static final JsonMapper JSON = JsonMapper.shared();

	@Override
	public String blockingPath() {
		return "/v1beta/models/[^/]+:generateContent";
	}

	@Override
	public String streamingPath() {
		return "/v1beta/models/[^/]+:streamGenerateContent";
	}

	@Override
	public String streamingContentType() {
		return "text/event-stream";
	}

	@Override
	public String blocking(Answer answer) {
		return ended(answer.text(), answer).toString();
	}

	@Override
	public String streaming(Answer answer) {
		StringBuilder events = new StringBuilder();
		int sent = 0;
		for (String piece : answer.pieces()) {
			sent++;
			events.append(WireFormat.sse(content(piece, null, answer.promptTokens(), sent)));
		}
		return events.append(WireFormat.sse(ended("", answer))).toString();
	}

	private static ObjectNode ended(String text, Answer answer) {
		ObjectNode root = content(text, answer.toolCall(), answer.promptTokens(), answer.completionTokens());
		ObjectNode candidate = ((ObjectNode) root.at("/candidates/0")).put("finishReason", finish(answer));
		if (answer.finish() == Finish.FILTERED && text.isEmpty()) {
			candidate.remove("content");
		}
		return root;
	}

	private static ObjectNode content(String text, @Nullable ToolCall call, int promptTokens, int completionTokens) {
		ObjectNode root = JSON.createObjectNode();
		ObjectNode candidate = root.putArray("candidates").addObject().put("index", 0);
		ObjectNode content = candidate.putObject("content").put("role", "model");
		ObjectNode part = content.putArray("parts").addObject();
		if (call != null) {
			ObjectNode function = part.putObject("functionCall").put("id", call.id()).put("name", call.name());
			function.set("args", JSON.readTree(call.arguments()));
		}
		else {
			part.put("text", text);
		}
		root.putObject("usageMetadata")
			.put("promptTokenCount", promptTokens)
			.put("candidatesTokenCount", completionTokens)
			.put("totalTokenCount", promptTokens + completionTokens);
		return root.put("modelVersion", "gemini-2.5-flash").put("responseId", "r1");
	}

	private static String finish(Answer answer) {
		return switch (answer.finish()) {
			case STOP, TOOL_CALL -> "STOP";
			case LENGTH -> "MAX_TOKENS";
			case FILTERED -> "SAFETY";
		};
	}

	@Override
	public String error(int status) {
		return switch (status) {
			case 400 -> error(status, "INVALID_ARGUMENT", "Request contains an invalid argument.");
			case 401 -> error(status, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
			case 403 -> error(status, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
			case 404 -> error(status, "NOT_FOUND",
					"models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.");
			case 408, 504 -> error(status, "DEADLINE_EXCEEDED", "The request timed out.");
			case 429 -> error(status, "RESOURCE_EXHAUSTED",
					"You exceeded your current quota, please check your plan and billing details. "
							+ "* Quota exceeded for metric: generate_content_free_tier_requests, limit: 10");
			case 503 -> error(status, "UNAVAILABLE", "The model is overloaded. Please try again later.");
			default ->
				error(status, (status < 500) ? "FAILED_PRECONDITION" : "INTERNAL", "An internal error has occurred.");
		};
	}

	private static String error(int status, String name, String message) {
		ObjectNode root = JSON.createObjectNode();
		root.putObject("error").put("code", status).put("message", message).put("status", name);
		return root.toString();
	}

}
