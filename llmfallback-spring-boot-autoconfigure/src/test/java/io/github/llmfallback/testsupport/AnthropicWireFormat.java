package io.github.llmfallback.testsupport;

import io.github.llmfallback.testsupport.Answer.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's messages.
 */
final class AnthropicWireFormat implements WireFormat {

	private static final JsonMapper JSON = JsonMapper.shared();

	@Override
	public String blockingPath() {
		return "/v1/messages";
	}

	@Override
	public String streamingPath() {
		return blockingPath();
	}

	@Override
	public String streamingContentType() {
		return "text/event-stream; charset=utf-8";
	}

	@Override
	public String blocking(Answer answer) {
		ObjectNode message = message(finish(answer), answer.promptTokens(), answer.completionTokens());
		ObjectNode block = message.withArrayProperty("content").addObject();
		ToolCall call = answer.toolCall();
		if (call != null) {
			block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
			block.set("input", JSON.readTree(call.arguments()));
		}
		else {
			block.put("type", "text").put("text", answer.text());
		}
		return message.toString();
	}

	@Override
	public String streaming(Answer answer) {
		StringBuilder events = new StringBuilder();
		ObjectNode start = event("message_start");
		start.set("message", message(null, answer.promptTokens(), 1));
		append(events, start);
		ToolCall call = answer.toolCall();
		ObjectNode block = event("content_block_start").put("index", 0);
		ObjectNode content = block.putObject("content_block");
		if (call != null) {
			content.put("type", "tool_use").put("id", call.id()).put("name", call.name()).putObject("input");
			append(events, block);
			append(events, delta("input_json_delta", "partial_json", call.arguments()));
		}
		else {
			content.put("type", "text").put("text", "");
			append(events, block);
			append(events, event("ping"));
			for (String piece : answer.pieces()) {
				append(events, delta("text_delta", "text", piece));
			}
		}
		append(events, event("content_block_stop").put("index", 0));
		ObjectNode end = event("message_delta");
		end.putObject("delta").put("stop_reason", finish(answer)).putNull("stop_sequence");
		end.putObject("usage").put("output_tokens", answer.completionTokens());
		append(events, end);
		append(events, event("message_stop"));
		return events.toString();
	}

	private static ObjectNode message(@Nullable String finish, int inputTokens, int outputTokens) {
		ObjectNode message = JSON.createObjectNode()
			.put("id", "msg_1")
			.put("type", "message")
			.put("role", "assistant")
			.put("model", "claude-sonnet-4-5-20250929");
		message.putArray("content");
		message.put("stop_reason", finish).putNull("stop_sequence");
		message.putObject("usage")
			.put("input_tokens", inputTokens)
			.put("cache_creation_input_tokens", 0)
			.put("cache_read_input_tokens", 0)
			.put("output_tokens", outputTokens);
		return message;
	}

	private static ObjectNode event(String type) {
		return JSON.createObjectNode().put("type", type);
	}

	private static ObjectNode delta(String type, String field, String value) {
		ObjectNode event = event("content_block_delta").put("index", 0);
		event.putObject("delta").put("type", type).put(field, value);
		return event;
	}

	private static void append(StringBuilder events, ObjectNode event) {
		events.append(WireFormat.sse(event.get("type").asString(), event));
	}

	private static String finish(Answer answer) {
		return switch (answer.finish()) {
			case STOP -> "end_turn";
			case LENGTH -> "max_tokens";
			case TOOL_CALL -> "tool_use";
			case FILTERED -> "refusal";
		};
	}

	@Override
	public String error(int status) {
		return switch (status) {
			case 401 -> error("authentication_error", "invalid x-api-key");
			case 402 -> error("billing_error", "There is an issue with your billing.");
			case 403 -> error("permission_error", "Your API key does not have permission to use the resource.");
			case 404 -> error("not_found_error", "model: claude-9");
			case 413 -> error("request_too_large", "Request exceeds the maximum size");
			case 429 -> error("rate_limit_error", "This request would exceed your organization's rate limit.");
			case 503, 529 -> error("overloaded_error", "Overloaded");
			default -> error((status < 500) ? "invalid_request_error" : "api_error",
					(status < 500) ? "The request was not accepted." : "Internal server error");
		};
	}

	private static String error(String type, String message) {
		ObjectNode root = JSON.createObjectNode().put("type", "error");
		root.putObject("error").put("type", type).put("message", message);
		return root.put("request_id", "req_1").toString();
	}

}
