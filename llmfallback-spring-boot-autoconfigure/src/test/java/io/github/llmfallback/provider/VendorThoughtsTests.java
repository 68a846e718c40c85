package io.github.llmfallback.provider;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.AnswerSettings;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a model thinks, as its vendor sends it, is no answer.
 */
class VendorThoughtsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("Which city?");

	@ParameterizedTest
	@EnumSource(names = { "ANTHROPIC", "GEMINI" })
	void callThatIsCutWhileTheModelThinksMovesOn(Preset preset) {
		String body = (preset == Preset.GEMINI) ? thoughtOfGemini("\"finishReason\": \"MAX_TOKENS\",") : """
				{ "id": "1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "max_tokens",
				  "content": [ { "type": "thinking", "thinking": "A city in the north", "signature": "c2ln" } ],
				  "usage": { "input_tokens": 10, "output_tokens": 5 } }""";
		try (VendorServer server = VendorServer.start(preset.vendor())) {
			server.responds(200, Map.of(), body);
			try (FallbackChatModel model = model(preset, server)) {
				assertMovedOn(model.call(PROMPT), "EMPTY_RESPONSE");
			}
		}
	}

	/**
	 * Google's SDK and Reactor read ahead, and lose what they have when that fails.
	 */
	@ParameterizedTest
	@EnumSource(names = { "ANTHROPIC", "GEMINI", "DEEPSEEK" })
	void streamThatBreaksOffWhileTheModelThinksMovesOnAndIsPaidFor(Preset preset) {
		String thought = "data: " + thoughtOfGemini("").replace('\n', ' ') + "\n\n";
		String events = switch (preset) {
			case GEMINI -> thought.repeat(3);
			case DEEPSEEK ->
				"data: " + chunk("\"content\": null, \"reasoning_content\": \"A city in the north\"", "null");
			default -> """
					event: message_start
					data: { "type": "message_start", "message": { "id": "1", "type": "message", "role": "assistant", \
					"model": "m", "content": [], "usage": { "input_tokens": 10, "output_tokens": 1 } } }

					event: content_block_delta
					data: { "type": "content_block_delta", "index": 0, \
					"delta": { "type": "thinking_delta", "thinking": "A city in the north" } }

					""";
		};
		try (VendorServer server = VendorServer.start(preset.vendor())) {
			server.responds(200, Map.of("Content-Type", preset.vendor().streamingContentType()), events);
			try (FallbackChatModel model = model(preset, server)) {
				FallbackMetadata metadata = assertMovedOn(model.stream(PROMPT).blockLast(TIMEOUT),
						(preset == Preset.ANTHROPIC) ? "EMPTY_RESPONSE" : "TRUNCATED");
				assertThat(metadata.attempts().get(0).cost())
					.isGreaterThan(BigDecimal.valueOf(PromptSize.of(PROMPT).billable(), 3));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reasoning_content", "reasoning" })
	void reasoningOfAStreamArrivesAsThatOfACall(String name) {
		String thought = "data: " + chunk("\"content\": null, \"" + name + "\": \"A city in the north\"", "null");
		String answer = "data: " + chunk("\"content\": \"Oslo\"", "\"stop\"") + "data: [DONE]\n\n";
		try (VendorServer server = VendorServer.start(Preset.DEEPSEEK.vendor())) {
			server.responds(200, Map.of("Content-Type", Preset.DEEPSEEK.vendor().streamingContentType()),
					thought + answer);
			List<AssistantMessage> messages = Preset.DEEPSEEK
				.create(Preset.DEEPSEEK.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT))
				.stream(PROMPT)
				.map((chunk) -> chunk.getResult().getOutput())
				.collectList()
				.block(TIMEOUT);
			assertThat(messages).extracting((message) -> message.getMetadata().get("reasoningContent"))
				.containsExactly("A city in the north", "");
			assertThat(messages).extracting((message) -> message.getMetadata().get("refusal")).containsExactly("", "");
			assertThat(messages).extracting(AssistantMessage::getText).containsExactly("", "Oslo");
		}
	}

	private static String chunk(String delta, String finishReason) {
		return """
				{ "id": "1", "object": "chat.completion.chunk", "created": 1795000000, "model": "m", "choices": [ \
				{ "index": 0, "delta": { %s }, "finish_reason": %s } ] }

				""".formatted(delta, finishReason);
	}

	private static String thoughtOfGemini(String finish) {
		return """
				{ "candidates": [ { "index": 0, %s
				  "content": { "role": "model", "parts": [ { "text": "A city in the north", "thought": true } ] } } ],
				  "modelVersion": "m" }""".formatted(finish);
	}

	private static FallbackChatModel model(Preset preset, VendorServer server) {
		return FallbackChatModel.builder()
			.provider(LlmProvider
				.builder("first", preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT)))
				.priority(2)
				.costPer1kTokens(BigDecimal.ONE)
				.build())
			.provider(LlmProvider.builder("second", new ScriptedChatModel()).build())
			.settings(new CallSettings(RetrySettings.NONE, StreamSettings.DEFAULT, AnswerSettings.STRICT,
					KindOverrides.NONE, WhenUnavailable.TRY_SOONEST))
			.build();
	}

	private static FallbackMetadata assertMovedOn(ChatResponse answer, String outcome) {
		FallbackMetadata metadata = FallbackMetadata.from(answer);
		assertThat(metadata.attempts()).extracting(AttemptRecord::outcome).containsExactly(outcome, "SUCCESS");
		return metadata;
	}

}
