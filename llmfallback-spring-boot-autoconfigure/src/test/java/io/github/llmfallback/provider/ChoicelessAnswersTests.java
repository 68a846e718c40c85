package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.Map;

import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer without choices was paid for, and is nobody's business.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChoicelessAnswersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("a private question");

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC" })
	void answerWithoutChoicesKeepsItsUsageAndThePromptToItself(Preset preset, CapturedOutput output) {
		String body = (preset == Preset.OPENAI) ? """
				{ "id": "1", "object": "chat.completion", "created": 1795000000, "model": "m", "choices": [ ],
				  "usage": { "prompt_tokens": 120, "completion_tokens": 3, "total_tokens": 123 } }"""
				: message("end_turn");
		ChatResponse response = call(preset, body);
		assertThat(response.getResults()).isEmpty();
		assertThat(TokenUsage.of(response.getMetadata().getUsage())).isEqualTo(new TokenUsage(120, 3));
		assertThat(output).doesNotContain("private");
	}

	@Test
	void refusalWithoutContentIsKnownAsOne() {
		ChatResponse response = call(Preset.ANTHROPIC, message("refusal"));
		assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("refusal");
		assertThat(TokenUsage.of(response.getMetadata().getUsage())).isEqualTo(new TokenUsage(120, 3));
	}

	@Test
	void emptyListElsewhereIsLeftAlone() {
		ChatResponse response = call(Preset.OPENAI, """
				{ "id": "1", "object": "chat.completion", "created": 1795000000, "model": "m", "choices": [
				  { "index": 0, "message": { "role": "assistant", "content": "Fine", "choices": [] },
				    "finish_reason": "stop" } ] }""");
		assertThat(response.getResult().getOutput().getText()).isEqualTo("Fine");
		assertThat(response.getMetadata().getId()).isEqualTo("1");
	}

	private static String message(String stopReason) {
		return """
				{ "id": "1", "type": "message", "role": "assistant", "model": "m", "content": [],
				  "stop_reason": "%s", "stop_sequence": null,
				  "usage": { "input_tokens": 120, "output_tokens": 3 } }""".formatted(stopReason);
	}

	private static ChatResponse call(Preset preset, String body) {
		try (VendorServer server = VendorServer.start(preset.vendor())) {
			server.responds(200, Map.of(), body);
			return preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT)).call(PROMPT);
		}
	}

}
