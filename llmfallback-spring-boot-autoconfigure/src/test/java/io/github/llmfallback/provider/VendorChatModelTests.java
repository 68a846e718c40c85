package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.github.llmfallback.testsupport.ReceivedRequest;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was configured is what arrives at the vendor.
 */
class VendorChatModelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("How are you?");

	@ParameterizedTest
	@EnumSource
	void aCallSendsWhatWasConfiguredAndReturnsTheAnswer(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answers("Fine, thank you")) {
			ChatResponse response = model(preset, server).call(PROMPT);
			assertThat(text(List.of(response))).isEqualTo("Fine, thank you");
			assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(11);
			assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(7);
			assertThat(server.count()).isOne();
			assertSent(preset, server.lastRequest());
			assertThat(server.lastRequest().body().path("stream").asBoolean(false)).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aStreamSendsWhatWasConfiguredAndReturnsTheAnswer(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answers("Fine, thank you")) {
			List<ChatResponse> responses = model(preset, server).stream(PROMPT).collectList().block(TIMEOUT);
			assertThat(responses).isNotNull();
			assertThat(text(responses)).isEqualTo("Fine, thank you");
			assertThat(responses).extracting((response) -> response.getMetadata().getUsage().getCompletionTokens())
				.contains(7);
			assertThat(server.count()).isOne();
			assertSent(preset, server.lastRequest());
		}
	}

	@ParameterizedTest
	@EnumSource
	void aToolCallIsUnderstood(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor())
			.answersWithToolCall("weather", "{\"city\":\"Oslo\"}")) {
			ChatModel model = model(preset, server);
			assertThat(toolCalls(List.of(model.call(PROMPT)))).containsExactly("weather {\"city\":\"Oslo\"}");
			List<ChatResponse> responses = model.stream(PROMPT).collectList().block(TIMEOUT);
			assertThat(responses).isNotNull();
			assertThat(toolCalls(responses)).containsExactly("weather {\"city\":\"Oslo\"}");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI_COMPATIBLE", "GEMINI", "ANTHROPIC", "OLLAMA" })
	void withoutAKeyNoneIsSent(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answers("Hi")) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), null, null, null, TIMEOUT));
			model.call(PROMPT);
			model.stream(PROMPT).blockLast(TIMEOUT);
			assertThat(server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request.headers()).doesNotContainKeys("authorization", "x-api-key",
						"x-goog-api-key", "api-key"));
		}
	}

	private static ChatModel model(Preset preset, VendorServer server) {
		return preset.create(preset.settings(server.baseUrl(), Preset.KEY, 0.25, 50, TIMEOUT));
	}

	private static void assertSent(Preset preset, ReceivedRequest request) {
		JsonNode body = request.body();
		switch (preset.vendor()) {
			case OPENAI -> {
				assertThat(request.header("Authorization")).isEqualTo("Bearer " + Preset.KEY);
				assertThat(body.path("model").asString()).isEqualTo(Preset.MODEL);
				assertThat(body.path("temperature").asDouble()).isEqualTo(0.25);
				boolean openAi = preset == Preset.OPENAI;
				assertThat(body.path("max_completion_tokens").asInt(0)).isEqualTo(openAi ? 50 : 0);
				assertThat(body.path("max_tokens").asInt(0)).isEqualTo(openAi ? 0 : 50);
				assertThat(body.at("/messages/0/content").asString()).isEqualTo("How are you?");
			}
			case ANTHROPIC -> {
				assertThat(request.header("X-Api-Key")).isEqualTo(Preset.KEY);
				assertThat(request.header("Anthropic-Version")).isEqualTo("2023-06-01");
				assertThat(body.path("model").asString()).isEqualTo(Preset.MODEL);
				assertThat(body.path("temperature").asDouble()).isEqualTo(0.25);
				assertThat(body.path("max_tokens").asInt()).isEqualTo(50);
				assertThat(body.at("/messages/0/content").asString()).isEqualTo("How are you?");
			}
			case GEMINI -> {
				assertThat(request.header("x-goog-api-key")).isEqualTo(Preset.KEY);
				assertThat(request.path()).contains("/models/" + Preset.MODEL + ":");
				assertThat(body.at("/generationConfig/temperature").asDouble()).isEqualTo(0.25);
				assertThat(body.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(50);
				assertThat(body.at("/contents/0/parts/0/text").asString()).isEqualTo("How are you?");
			}
			case OLLAMA -> {
				assertThat(request.header("Authorization")).isEqualTo("Bearer " + Preset.KEY);
				assertThat(body.path("model").asString()).isEqualTo(Preset.MODEL);
				assertThat(body.at("/options/temperature").asDouble()).isEqualTo(0.25);
				assertThat(body.at("/options/num_predict").asInt()).isEqualTo(50);
				assertThat(body.at("/messages/0/content").asString()).isEqualTo("How are you?");
			}
		}
	}

	private static String text(List<ChatResponse> responses) {
		return responses.stream()
			.flatMap((response) -> response.getResults().stream())
			.map((generation) -> generation.getOutput().getText())
			.filter((text) -> text != null)
			.collect(Collectors.joining());
	}

	private static List<String> toolCalls(List<ChatResponse> responses) {
		return responses.stream()
			.flatMap((response) -> response.getResults().stream())
			.flatMap((generation) -> generation.getOutput().getToolCalls().stream())
			.map((call) -> call.name() + " " + call.arguments().replace(" ", ""))
			.toList();
	}

}
