package io.github.llmfallback.testsupport;

import io.github.llmfallback.testsupport.Answer.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ollama's chat, streamed as one JSON object a line.
 */
final class OllamaWireFormat implements WireFormat {

	private static final JsonMapper JSON = JsonMapper.shared();

	@Override
	public String blockingPath() {
		return "/api/chat";
	}

	@Override
	public String streamingPath() {
		return blockingPath();
	}

	@Override
	public String streamingContentType() {
		return "application/x-ndjson";
	}

	@Override
	public String blocking(Answer answer) {
		return last(answer.text(), answer.toolCall(), answer).toString();
	}

	@Override
	public String streaming(Answer answer) {
		StringBuilder lines = new StringBuilder();
		for (String piece : answer.pieces()) {
			lines.append(message(piece, null).put("done", false)).append('\n');
		}
		if (answer.toolCall() != null) {
			lines.append(message("", answer.toolCall()).put("done", false)).append('\n');
		}
		return lines.append(last("", null, answer)).append('\n').toString();
	}

	private static ObjectNode message(String text, @Nullable ToolCall call) {
		ObjectNode root = JSON.createObjectNode().put("model", "llama3.1").put("created_at", "2026-11-20T10:00:00Z");
		ObjectNode message = root.putObject("message").put("role", "assistant").put("content", text);
		if (call != null) {
			ObjectNode node = message.putArray("tool_calls").addObject().put("id", call.id());
			node.putObject("function").put("name", call.name()).set("arguments", JSON.readTree(call.arguments()));
		}
		return root;
	}

	private static ObjectNode last(String text, @Nullable ToolCall call, Answer answer) {
		return message(text, call).put("done_reason", (answer.finish() == Answer.Finish.LENGTH) ? "length" : "stop")
			.put("done", true)
			.put("total_duration", 5_000_000)
			.put("load_duration", 1_000_000)
			.put("prompt_eval_count", answer.promptTokens())
			.put("prompt_eval_duration", 1_000_000)
			.put("eval_count", answer.completionTokens())
			.put("eval_duration", 3_000_000);
	}

	@Override
	public String error(int status) {
		String message = switch (status) {
			case 401 -> "unauthorized";
			case 404 -> "model 'llama9' not found";
			case 429 -> "you've reached your hourly usage limit, please upgrade to continue";
			case 503 -> "server busy, please try again.  maximum pending requests exceeded";
			default -> (status < 500) ? "invalid request" : "llama runner process has terminated";
		};
		return JSON.createObjectNode().put("error", message).toString();
	}

}
