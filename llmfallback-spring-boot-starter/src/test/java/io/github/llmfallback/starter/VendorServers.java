package io.github.llmfallback.starter;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

/**
 * The servers of Anthropic and OpenAI, as far as a greeting needs them.
 */
final class VendorServers {

	static final String ANTHROPIC_PATH = "/v1/messages";

	static final String OPENAI_PATH = "/v1/chat/completions";

	private static final String STREAMING = "$[?(@.stream == true)]";

	private final WireMockServer anthropic = server();

	private final WireMockServer openAi = server();

	private static WireMockServer server() {
		WireMockServer server = new WireMockServer(options().dynamicPort().http2PlainDisabled(true));
		server.start();
		return server;
	}

	String anthropicUrl() {
		return this.anthropic.baseUrl();
	}

	String openAiUrl() {
		return this.openAi.baseUrl() + "/v1";
	}

	void reset() {
		this.anthropic.resetAll();
		this.openAi.resetAll();
	}

	void stop() {
		this.anthropic.stop();
		this.openAi.stop();
	}

	void anthropicFails() {
		fail(this.anthropic, ANTHROPIC_PATH,
				"""
						{"type":"error","error":{"type":"api_error","message":"Internal server error"},"request_id":"req_1"}""");
	}

	void openAiFails() {
		fail(this.openAi, OPENAI_PATH, """
				{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}""");
	}

	private static void fail(WireMockServer server, String path, String body) {
		server.stubFor(post(urlPathEqualTo(path))
			.willReturn(aResponse().withStatus(500).withHeader("Content-Type", "application/json").withBody(body)));
	}

	void anthropicAnswers() {
		answer(this.anthropic, ANTHROPIC_PATH, """
				{"id":"msg_1","type":"message","role":"assistant","model":"claude",
				 "content":[{"type":"text","text":"Hello from Anthropic"}],
				 "stop_reason":"end_turn","stop_sequence":null,
				 "usage":{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,
				 "output_tokens":4}}""", """
				event: message_start
				data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
				"model":"claude","content":[],"stop_reason":null,"stop_sequence":null,\
				"usage":{"input_tokens":5,"output_tokens":1}}}

				event: content_block_start
				data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

				event: content_block_delta
				data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello from "}}

				event: content_block_delta
				data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Anthropic"}}

				event: content_block_stop
				data: {"type":"content_block_stop","index":0}

				event: message_delta
				data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
				"usage":{"output_tokens":4}}

				event: message_stop
				data: {"type":"message_stop"}

				""");
	}

	void openAiAnswers() {
		answer(this.openAi, OPENAI_PATH, """
				{"id":"chatcmpl-1","object":"chat.completion","created":1795000000,"model":"gpt",
				 "choices":[{"index":0,"message":{"role":"assistant","content":"Hello from OpenAI","refusal":null},
				 "logprobs":null,"finish_reason":"stop"}],
				 "usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}""", chunk("""
				{"role":"assistant","content":"Hello from "}""", "null") + chunk("""
				{"content":"OpenAI"}""", "null") + chunk("{}", "\"stop\"") + "data: [DONE]\n\n");
	}

	private static String chunk(String delta, String finishReason) {
		return """
				data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795000000,"model":"gpt",\
				"choices":[{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s}]}

				""".formatted(delta, finishReason);
	}

	private static void answer(WireMockServer server, String path, String body, String events) {
		server.stubFor(post(urlPathEqualTo(path)).atPriority(2).willReturn(ok("application/json", body)));
		server.stubFor(post(urlPathEqualTo(path)).atPriority(1)
			.withRequestBody(matchingJsonPath(STREAMING))
			.willReturn(ok("text/event-stream", events)));
	}

	private static ResponseDefinitionBuilder ok(String contentType, String body) {
		return aResponse().withHeader("Content-Type", contentType).withBody(body);
	}

	int anthropicRequests() {
		return this.anthropic.findAll(postRequestedFor(urlPathEqualTo(ANTHROPIC_PATH))).size();
	}

	int openAiRequests() {
		return this.openAi.findAll(postRequestedFor(urlPathEqualTo(OPENAI_PATH))).size();
	}

}
