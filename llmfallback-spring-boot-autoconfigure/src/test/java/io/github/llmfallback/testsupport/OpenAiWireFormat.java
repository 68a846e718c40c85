package io.github.llmfallback.testsupport;

import io.github.llmfallback.testsupport.Answer.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions, which Groq, Cerebras, Mistral, DeepSeek and others speak
 * too.
 */
final class OpenAiWireFormat implements WireFormat {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String MODEL = "gpt-4.1-2025-04-14";

	@Override
	public String basePath() {
		return "/v1";
	}

	@Override
	public String blockingPath() {
		return "/v1/chat/completions";
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
		ObjectNode root = head("chat.completion");
		ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
		ObjectNode message = choice.putObject("message").put("role", "assistant");
		if (answer.toolCall() != null) {
			message.putNull("content");
			putToolCall(message, answer.toolCall());
		}
		else {
			message.put("content", answer.text());
		}
		message.putNull("refusal");
		choice.putNull("logprobs").put("finish_reason", finish(answer));
		putUsage(root, answer);
		return root.toString();
	}

	@Override
	public String streaming(Answer answer) {
		StringBuilder events = new StringBuilder();
		ObjectNode first = chunk(null);
		delta(first).put("role", "assistant").put("content", "");
		events.append(WireFormat.sse(first));
		for (String piece : answer.pieces()) {
			ObjectNode chunk = chunk(null);
			delta(chunk).put("content", piece);
			events.append(WireFormat.sse(chunk));
		}
		if (answer.toolCall() != null) {
			ObjectNode chunk = chunk(null);
			putToolCall(delta(chunk), answer.toolCall());
			events.append(WireFormat.sse(chunk));
		}
		events.append(WireFormat.sse(chunk(finish(answer))));
		ObjectNode last = head("chat.completion.chunk");
		last.putArray("choices");
		putUsage(last, answer);
		return events.append(WireFormat.sse(last)).append("data: [DONE]\n\n").toString();
	}

	private static ObjectNode head(String object) {
		return JSON.createObjectNode()
			.put("id", "chatcmpl-1")
			.put("object", object)
			.put("created", 1_795_000_000)
			.put("model", MODEL);
	}

	private static ObjectNode chunk(@Nullable String finish) {
		ObjectNode chunk = head("chat.completion.chunk");
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
		choice.putObject("delta");
		choice.putNull("logprobs").put("finish_reason", finish);
		chunk.putNull("usage");
		return chunk;
	}

	private static ObjectNode delta(ObjectNode chunk) {
		return (ObjectNode) chunk.at("/choices/0/delta");
	}

	private static void putToolCall(ObjectNode message, ToolCall call) {
		ObjectNode node = message.putArray("tool_calls").addObject();
		node.put("index", 0).put("id", call.id()).put("type", "function");
		node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
	}

	private static void putUsage(ObjectNode root, Answer answer) {
		ObjectNode usage = root.putObject("usage")
			.put("prompt_tokens", answer.promptTokens())
			.put("completion_tokens", answer.completionTokens())
			.put("total_tokens", answer.totalTokens());
		usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
		usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
	}

	private static String finish(Answer answer) {
		return switch (answer.finish()) {
			case STOP -> "stop";
			case LENGTH -> "length";
			case TOOL_CALL -> "tool_calls";
			case FILTERED -> "content_filter";
		};
	}

	@Override
	public String error(int status) {
		return switch (status) {
			case 401 -> error("Incorrect API key provided: sk-***. You can find your API key at the dashboard.",
					"invalid_request_error", "invalid_api_key");
			case 402 -> error("Insufficient Balance", "insufficient_quota", "insufficient_quota");
			case 403 -> error("Country, region, or territory not supported", "request_forbidden",
					"unsupported_country_region_territory");
			case 404 -> error("The model `gpt-9` does not exist or you do not have access to it.",
					"invalid_request_error", "model_not_found");
			case 429 ->
				error("Rate limit reached for gpt-4.1 in organization org-1 on requests per min (RPM): Limit 3.",
						"requests", "rate_limit_exceeded");
			case 500 ->
				error("The server had an error while processing your request. Sorry about that!", "server_error", null);
			case 503 -> error("The engine is currently overloaded, please try again later", "server_error", null);
			default ->
				error("The request was not accepted.", (status < 500) ? "invalid_request_error" : "server_error", null);
		};
	}

	private static String error(String message, String type, @Nullable String code) {
		ObjectNode root = JSON.createObjectNode();
		root.putObject("error").put("message", message).put("type", type).putNull("param").put("code", code);
		return root.toString();
	}

}
