package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each vendor reports is billed in the sense in which it means it.
 */
class VendorUsageTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("How are you?");

	/** For one token: input 2,000, output 8,000, cached input 500, cache write 2,500. */
	private static final Price PRICE = new Price(2_000_000, 8_000_000, 500_000, 2_500_000, 0, null);

	static Stream<Report> reports() {
		return Stream.of(
				new Report(Preset.OPENAI, """
						{ "prompt_tokens": 2006, "completion_tokens": 300, "total_tokens": 2306,
						  "prompt_tokens_details": { "cached_tokens": 1920, "audio_tokens": 0 },
						  "completion_tokens_details": { "reasoning_tokens": 192, "audio_tokens": 0 } }""",
						new TokenUsage(86, 1_920, 0, 300), 86 * 2_000 + 1_920 * 500 + 300 * 8_000),
				new Report(Preset.DEEPSEEK, """
						{ "prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050,
						  "prompt_cache_hit_tokens": 896, "prompt_cache_miss_tokens": 104,
						  "prompt_tokens_details": { "cached_tokens": 896 } }""", new TokenUsage(104, 896, 0, 50),
						104 * 2_000 + 896 * 500 + 50 * 8_000),
				new Report(Preset.GROQ, """
						{ "queue_time": 0.05, "prompt_tokens": 24, "prompt_time": 0.0005, "completion_tokens": 20,
						  "completion_time": 0.02, "total_tokens": 44, "total_time": 0.0205 }""",
						new TokenUsage(24, 20), 24 * 2_000 + 20 * 8_000),
				new Report(Preset.MISTRAL, """
						{ "prompt_tokens": 16, "completion_tokens": 34, "total_tokens": 50 }""", new TokenUsage(16, 34),
						16 * 2_000 + 34 * 8_000),
				new Report(Preset.CEREBRAS, """
						{ "prompt_tokens": 22, "completion_tokens": 24, "total_tokens": 46,
						  "prompt_tokens_details": { "cached_tokens": 0 } }""", new TokenUsage(22, 24),
						22 * 2_000 + 24 * 8_000),
				new Report(Preset.OPENAI_COMPATIBLE, """
						{ "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 420,
						  "completion_tokens_details": { "reasoning_tokens": 300 } }""", new TokenUsage(100, 320),
						100 * 2_000 + 320 * 8_000),
				new Report(Preset.ANTHROPIC, """
						{ "input_tokens": 50, "cache_creation_input_tokens": 400, "cache_read_input_tokens": 10000,
						  "output_tokens": 503 }""", new TokenUsage(50, 10_000, 400, 503),
						50 * 2_000 + 10_000 * 500 + 400 * 2_500 + 503 * 8_000),
				new Report(Preset.GEMINI, """
						{ "promptTokenCount": 1500, "cachedContentTokenCount": 1024, "candidatesTokenCount": 40,
						  "thoughtsTokenCount": 160, "totalTokenCount": 1700 }""", new TokenUsage(476, 1_024, 0, 200),
						476 * 2_000 + 1_024 * 500 + 200 * 8_000),
				new Report(Preset.OLLAMA, """
						{ "prompt_eval_count": 26, "eval_count": 298 }""", new TokenUsage(26, 298),
						26 * 2_000 + 298 * 8_000));
	}

	@ParameterizedTest
	@MethodSource("reports")
	void aCallCostsWhatItsVendorBills(Report report) {
		try (VendorServer server = VendorServer.start(report.preset().vendor())) {
			server.responds(200, Map.of(), report.blocking());
			ChatResponse response = report.preset().create(report.settings(server)).call(PROMPT);
			assertBilled(report, List.of(response));
		}
	}

	@ParameterizedTest
	@MethodSource("reports")
	void aStreamCostsWhatItsVendorBills(Report report) {
		try (VendorServer server = VendorServer.start(report.preset().vendor())) {
			server.responds(200, Map.of("Content-Type", report.preset().vendor().streamingContentType()),
					report.streaming());
			List<ChatResponse> responses = report.preset()
				.create(report.settings(server))
				.stream(PROMPT)
				.collectList()
				.block(TIMEOUT);
			assertThat(responses).isNotNull();
			assertBilled(report, responses);
		}
	}

	private static void assertBilled(Report report, List<ChatResponse> responses) {
		List<TokenUsage> usages = responses.stream()
			.flatMap((response) -> Stream.ofNullable(TokenUsage.of(response.getMetadata().getUsage())))
			.toList();
		assertThat(usages).isNotEmpty();
		TokenUsage last = usages.get(usages.size() - 1);
		assertThat(last).isEqualTo(report.usage());
		assertThat(PRICE.cost(last)).isEqualTo(report.cost());
	}

	/**
	 * What a vendor reports, and what it means.
	 */
	record Report(Preset preset, String json, TokenUsage usage, long cost) {

		ChatModelSettings settings(VendorServer server) {
			return this.preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT);
		}

		String blocking() {
			return switch (this.preset.vendor()) {
				case OPENAI ->
					"""
							{ "id": "1", "object": "chat.completion", "created": 1795000000, "model": "m", "choices": [
							  { "index": 0, "message": { "role": "assistant", "content": "Fine" }, "finish_reason": "stop" } ],
							  "usage": %s }"""
						.formatted(this.json);
				case ANTHROPIC -> message("\"end_turn\"", "{ \"type\": \"text\", \"text\": \"Fine\" }");
				case GEMINI -> """
						{ "candidates": [ { "index": 0, "finishReason": "STOP",
						  "content": { "role": "model", "parts": [ { "text": "Fine" } ] } } ],
						  "usageMetadata": %s, "modelVersion": "m", "responseId": "1" }""".formatted(this.json);
				case OLLAMA -> last("Fine");
			};
		}

		String streaming() {
			return switch (this.preset.vendor()) {
				case OPENAI -> sse(chunk("""
						{ "index": 0, "delta": { "role": "assistant", "content": "Fine" } }""", "null")) + sse(chunk("""
						{ "index": 0, "delta": { }, "finish_reason": "stop" }""", "null")) + sse(chunk("", this.json))
						+ "data: [DONE]\n\n";
				case ANTHROPIC -> event("message_start", """
						"message": """ + message("null", "")) + event("content_block_start", """
						"index": 0, "content_block": { "type": "text", "text": "" }""")
						+ event("content_block_delta", """
								"index": 0, "delta": { "type": "text_delta", "text": "Fine" }""")
						+ event("content_block_stop", "\"index\": 0") + event("message_delta", """
								"delta": { "stop_reason": "end_turn", "stop_sequence": null }, "usage": """ + this.json)
						+ "event: message_stop\ndata: { \"type\": \"message_stop\" }\n\n";
				case GEMINI ->
					sse("""
							{ "candidates": [ { "index": 0, "content": { "role": "model", "parts": [ { "text": "Fi" } ] } } ],
							  "usageMetadata": { "promptTokenCount": 1500, "cachedContentTokenCount": 1024,
							  "thoughtsTokenCount": 160, "totalTokenCount": 1660 }, "modelVersion": "m", "responseId": "1" }""")
							+ sse(blocking());
				case OLLAMA ->
					"""
							{ "model": "m", "created_at": "2026-11-20T10:00:00Z", "message": { "role": "assistant", "content": "Fine" }, "done": false }
							"""
							+ last("").replace("\n", " ") + "\n";
			};
		}

		private String chunk(String choice, String usage) {
			return """
					{ "id": "1", "object": "chat.completion.chunk", "created": 1795000000, "model": "m",
					  "choices": [ %s ], "usage": %s }""".formatted(choice, usage);
		}

		private String message(String stopReason, String content) {
			return """
					{ "id": "1", "type": "message", "role": "assistant", "model": "m", "content": [ %s ],
					  "stop_reason": %s, "stop_sequence": null, "usage": %s }""".formatted(content, stopReason,
					this.json);
		}

		private String last(String text) {
			return """
					{ "model": "m", "created_at": "2026-11-20T10:00:00Z", "done": true, "done_reason": "stop",
					  "message": { "role": "assistant", "content": "%s" }, %s""".formatted(text,
					this.json.strip().substring(1));
		}

		private static String event(String type, String fields) {
			return "event: " + type + "\n" + sse("{ \"type\": \"" + type + "\", " + fields + " }");
		}

		private static String sse(String data) {
			return "data: " + data.replace("\n", " ") + "\n\n";
		}

		@Override
		public String toString() {
			return this.preset.name();
		}

	}

}
