package io.github.llmfallback.faults;

import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.Vendor;

/**
 * What vendors say in answers and errors beyond their usual ones.
 */
final class Bodies {

	/** Enough words that Spring AI has read one of them before any fault. */
	static final Answer WORDS = Answer.text("Hello there my friend and all the others");

	/** The words that a stream delivers which ends, stalls or fails half-way. */
	private static final String HALF = "friend ";

	private Bodies() {
	}

	static String contextLength(Vendor vendor) {
		return switch (vendor) {
			case OPENAI -> """
					{"error":{"message":"This model's maximum context length is 8192 tokens.",\
					"type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
			case ANTHROPIC -> """
					{"type":"error","error":{"type":"invalid_request_error",\
					"message":"prompt is too long: 208310 tokens > 200000 maximum"}}""";
			case GEMINI -> """
					{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"The input token count (1200000) \
					exceeds the maximum number of tokens allowed (1048576)."}}""";
			case OLLAMA -> "{\"error\":\"the input length exceeds the context length\"}";
		};
	}

	static int quotaStatus(Vendor vendor) {
		return (vendor == Vendor.ANTHROPIC || vendor == Vendor.OLLAMA) ? 400 : 429;
	}

	static String quota(Vendor vendor) {
		return switch (vendor) {
			case OPENAI -> """
					{"error":{"message":"You exceeded your current quota, please check your plan and billing details.",\
					"type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""";
			case ANTHROPIC -> """
					{"type":"error","error":{"type":"invalid_request_error",\
					"message":"Your credit balance is too low to access the Anthropic API."}}""";
			case GEMINI -> """
					{"error":{"code":429,"status":"RESOURCE_EXHAUSTED",\
					"message":"You exceeded your current quota, please check your plan and billing details."}}""";
			case OLLAMA -> "{\"error\":\"insufficient credits, add more to continue\"}";
		};
	}

	/**
	 * Gemini answers a blocked question with status 200.
	 */
	static int blockedStatus(Vendor vendor) {
		return (vendor == Vendor.GEMINI) ? 200 : 400;
	}

	static String blocked(Vendor vendor) {
		return switch (vendor) {
			case OPENAI -> """
					{"error":{"message":"The response was filtered due to the prompt triggering a content policy.",\
					"type":null,"param":"prompt","code":"content_filter","status":400}}""";
			case ANTHROPIC -> """
					{"type":"error","error":{"type":"invalid_request_error",\
					"message":"Output blocked by content filtering policy"}}""";
			case GEMINI -> """
					{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},\
					"usageMetadata":{"promptTokenCount":11,"totalTokenCount":11},"modelVersion":"gemini-2.5-flash"}""";
			case OLLAMA -> "{\"error\":\"prompt rejected by content policy\"}";
		};
	}

	static String withoutChoices(Vendor vendor) {
		return switch (vendor) {
			case OPENAI ->
				"""
						{"id":"chatcmpl-1","object":"chat.completion","created":1795000000,"model":"gpt-4.1","choices":[]}""";
			case ANTHROPIC -> """
					{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],\
					"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":0}}""";
			case GEMINI -> "{\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r1\"}";
			case OLLAMA -> "{\"model\":\"llama3.1\",\"created_at\":\"2026-11-20T10:00:00Z\",\"done\":true}";
		};
	}

	static String streamWithoutChoices(Vendor vendor) {
		return switch (vendor) {
			case OPENAI -> event("""
					{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795000000,"model":"gpt-4.1",\
					"choices":[]}""") + event("[DONE]");
			case ANTHROPIC -> event("{\"type\":\"message_stop\"}");
			case GEMINI -> event(withoutChoices(vendor));
			case OLLAMA -> withoutChoices(vendor) + "\n";
		};
	}

	/**
	 * An overload told inside a stream.
	 */
	static String errorEvent(Vendor vendor) {
		return switch (vendor) {
			case OPENAI -> event("""
					{"error":{"message":"The engine is currently overloaded","type":"server_error","code":null}}""");
			case ANTHROPIC -> "event: error\n" + event("""
					{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
			case GEMINI -> event("""
					{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""");
			case OLLAMA -> "{\"error\":\"the model runner is overloaded\"}\n";
		};
	}

	static String halfStream(Vendor vendor) {
		String whole = vendor.streaming(WORDS);
		return whole.substring(0, nextEvent(vendor, whole, whole.indexOf(HALF)));
	}

	/**
	 * A complete stream with one event in its middle that cannot be read.
	 */
	static String withBrokenEvent(Vendor vendor) {
		String half = halfStream(vendor);
		String broken = (vendor == Vendor.OLLAMA) ? "{\"message\":{\n" : event("{\"broken");
		return half + broken + vendor.streaming(WORDS).substring(half.length());
	}

	static String brokenStream(Vendor vendor) {
		return (vendor == Vendor.OLLAMA) ? "{\"message\":{\n" : event("{\"broken");
	}

	private static int nextEvent(Vendor vendor, String stream, int from) {
		String end = (vendor == Vendor.OLLAMA) ? "\n" : "\n\n";
		return stream.indexOf(end, from) + end.length();
	}

	static String event(String data) {
		return "data: " + data + "\n\n";
	}

}
