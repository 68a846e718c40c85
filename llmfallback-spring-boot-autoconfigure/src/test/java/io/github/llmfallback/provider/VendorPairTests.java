package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.autoconfigure.ChatModelFactoryAutoConfiguration;
import io.github.llmfallback.autoconfigure.LlmFallbackAutoConfiguration;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two vendors as an application configures them: the first answers 500, the second
 * answers, and gets all that the call asked for.
 */
class VendorPairTests {

	private static final String SCHEMA = """
			{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

	private static final String ANSWER = "{\"city\":\"Oslo\"}";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class, LlmFallbackAutoConfiguration.class));

	@ParameterizedTest
	@MethodSource("pairs")
	void secondProviderGetsTheOptionsOfTheCall(Preset first, Preset second) {
		run(first, second, (chatModel, server) -> {
			ChatResponse response = chatModel.call(new Prompt("Hello", options()));
			assertAnsweredBySecond(response);
			assertSecondGot(second, server);
		});
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void secondProviderOfAStreamGetsTheOptionsOfTheCall(Preset first, Preset second) {
		run(first, second, (chatModel, server) -> {
			List<ChatResponse> chunks = chatModel.stream(new Prompt("Hello", options())).collectList().block();
			assertThat(chunks).isNotEmpty();
			assertAnsweredBySecond(chunks.get(chunks.size() - 1));
			assertThat(text(chunks)).isEqualTo(ANSWER);
			assertSecondGot(second, server);
		});
	}

	private static Stream<Arguments> pairs() {
		List<Preset> families = List.of(Preset.OPENAI, Preset.ANTHROPIC, Preset.GEMINI, Preset.OLLAMA);
		List<Arguments> pairs = new ArrayList<>();
		for (Preset first : families) {
			families.stream()
				.filter((second) -> second != first)
				.forEach((second) -> pairs.add(Arguments.of(first, second)));
		}
		pairs.add(Arguments.of(Preset.GROQ, Preset.CEREBRAS));
		pairs.add(Arguments.of(Preset.CEREBRAS, Preset.GROQ));
		return pairs.stream();
	}

	private static FallbackChatOptions options() {
		return FallbackChatOptions.builder()
			.model("asked-for-by-the-call")
			.temperature(0.5)
			.maxTokens(40)
			.stopSequences(List.of("END"))
			.toolCallbacks(FunctionToolCallback.builder("weather", (Place place) -> "sunny")
				.description("Tells the weather")
				.inputType(Place.class)
				.build())
			.outputSchema(SCHEMA)
			.build();
	}

	private static void assertAnsweredBySecond(ChatResponse response) {
		FallbackMetadata metadata = Objects.requireNonNull(FallbackMetadata.from(response));
		assertThat(metadata.provider()).isEqualTo("second");
		assertThat(metadata.attempts()).extracting("outcome").containsExactly("SERVER_ERROR", "SUCCESS");
	}

	private static void assertSecondGot(Preset second, VendorServer server) {
		assertThat(server.count()).isOne();
		assertThat(WireOptions.read(second.vendor(), server.lastRequest())).isEqualTo(
				new WireOptions("model-of-second", 0.5, 40, List.of("END"), List.of("weather"), List.of("city")));
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		for (ChatResponse chunk : chunks) {
			if (chunk.getResult() != null && chunk.getResult().getOutput().getText() != null) {
				text.append(chunk.getResult().getOutput().getText());
			}
		}
		return text.toString();
	}

	private void run(Preset first, Preset second, BiConsumer<FallbackChatModel, VendorServer> test) {
		try (VendorServer failing = VendorServer.start(first.vendor()).fails(500);
				VendorServer answering = VendorServer.start(second.vendor()).answers(ANSWER)) {
			this.contextRunner.withPropertyValues(provider("first", first, failing, 2))
				.withPropertyValues(provider("second", second, answering, 1))
				.withPropertyValues("llm.fallback.strategy=quality-optimized", "llm.fallback.retry.max-retries=0")
				.run((context) -> {
					test.accept(context.getBean(FallbackChatModel.class), answering);
					assertThat(failing.count()).isOne();
				});
		}
	}

	private static String[] provider(String name, Preset preset, VendorServer server, int priority) {
		String prefix = "llm.fallback.providers." + name + ".";
		return new String[] { prefix + "type=" + preset.type().id(), prefix + "api-key=key-of-" + name,
				prefix + "base-url=" + server.baseUrl(), prefix + "model=model-of-" + name,
				prefix + "priority=" + priority };
	}

	record Place(String name) {

	}

}
