package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.llmfallback.testsupport.VendorServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same question means the same to every vendor, whoever it was first written for.
 */
class OptionsTranslatorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String SCHEMA = """
			{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

	private static final WireOptions EVERYTHING = new WireOptions("target-model", 0.5, 40, List.of("END"),
			List.of("weather"), List.of("city"));

	@ParameterizedTest
	@EnumSource
	void portableOptionsReachEveryVendor(Preset target) {
		assertThat(sent(target, everything(PortableOptions.options()))).isEqualTo(EVERYTHING);
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void optionsBuiltForOneVendorReachEveryOther(Preset source, Preset target) {
		assertThat(sent(target, everything(vendorBuilder(source)))).isEqualTo(EVERYTHING);
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatSetsNothingGetsWhatTheProviderHas(Preset target) {
		WireOptions configured = new WireOptions("target-model", 0.25, 50, List.of(), List.of(), List.of());
		assertThat(sent(target, null)).isEqualTo(configured);
		assertThat(sent(target, PortableOptions.options().build())).isEqualTo(configured);
		assertThat(sent(target, ChatOptions.builder().model("another").build())).isEqualTo(configured);
	}

	/**
	 * Where Spring AI lets options be silent: Anthropic's always have a bound, Gemini's
	 * always a temperature.
	 */
	@ParameterizedTest
	@EnumSource(names = { "ANTHROPIC", "GEMINI" }, mode = Mode.EXCLUDE)
	void defaultsServeWhereNeitherCallNorProviderSaysMore(Preset target) {
		WireOptions sent = sent(target, ChatOptions.builder().build(), null, null, new ChatDefaults(0.75, 60));
		assertThat(sent.temperature()).isEqualTo(0.75);
		assertThat(sent.maxTokens()).isEqualTo(60);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "OLLAMA" })
	void optionsOfTheVendorsOwnTypeLeaveToTheProviderWhatTheyDoNotSet(Preset target) {
		WireOptions sent = sent(target, vendorBuilder(target).topP(0.5).build());
		assertThat(sent.model()).isEqualTo("target-model");
		assertThat(sent.temperature()).isEqualTo(0.25);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void stopSequencesAreNotDoubled(Preset target) {
		ChatOptions.Builder<?> vendorOptions = vendorBuilder(target).stopSequences(List.of("END"));
		PortableOptions options = PortableOptions.options()
			.stopSequences(List.of("END", "END"))
			.vendorOptions(vendorOptions)
			.build();
		assertThat(sent(target, options).stop()).containsExactly("END");
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void optionsForOneVendorAreKeptFromTheOthers(Preset target) {
		for (Preset vendor : List.of(Preset.OPENAI, Preset.ANTHROPIC, Preset.GEMINI, Preset.OLLAMA)) {
			PortableOptions options = PortableOptions.options()
				.vendorOptions(vendorBuilder(vendor).model("another").temperature(0.9))
				.build();
			WireOptions sent = sent(target, options);
			assertThat(sent.model()).isEqualTo("target-model");
			assertThat(sent.temperature()).isEqualTo((vendor == target) ? 0.9 : 0.25);
		}
	}

	@Test
	void whatTheCallSetsOutranksItsOptionsForAVendor() {
		PortableOptions options = PortableOptions.options()
			.temperature(0.5)
			.vendorOptions(OpenAiChatOptions.builder().temperature(0.9).maxCompletionTokens(30))
			.build();
		WireOptions sent = sent(Preset.OPENAI, options);
		assertThat(sent.temperature()).isEqualTo(0.5);
		assertThat(sent.maxTokens()).isEqualTo(30);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "GROQ", "CEREBRAS", "MISTRAL", "DEEPSEEK" })
	void theBoundHasTheNameThatTheServerKnowsAndOnlyThat(Preset target) {
		for (ChatOptions options : List.of(OpenAiChatOptions.builder().maxTokens(40).build(),
				OpenAiChatOptions.builder().maxCompletionTokens(40).build())) {
			try (VendorServer server = VendorServer.start(target.vendor()).answers("Hi")) {
				send(server, target, options, 0.25, 50, ChatDefaults.NONE);
				boolean openAi = target == Preset.OPENAI;
				assertThat(server.lastRequest().body().path("max_completion_tokens").asInt(0))
					.isEqualTo((openAi) ? 40 : 0);
				assertThat(server.lastRequest().body().path("max_tokens").asInt(0)).isEqualTo((openAi) ? 0 : 40);
			}
		}
	}

	@Test
	void anUnknownServerGetsTheNameThatTheCallChose() {
		try (VendorServer server = VendorServer.start(Preset.OPENAI_COMPATIBLE.vendor()).answers("Hi")) {
			send(server, Preset.OPENAI_COMPATIBLE, OpenAiChatOptions.builder().maxCompletionTokens(40).build(), null,
					null, ChatDefaults.NONE);
			assertThat(server.lastRequest().body().path("max_completion_tokens").asInt(0)).isEqualTo(40);
			assertThat(server.lastRequest().body().has("max_tokens")).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI" })
	void ollamasWordForJsonIsNotTakenForASchema(Preset target) {
		assertThat(sent(target, OllamaChatOptions.builder().format("json").build()).schemaFields()).isEmpty();
	}

	@Test
	void toolsReachAModelWhoseOwnOptionsHaveNone() {
		ChatModel model = new PlainChatModel();
		Prompt translated = translate(model, "chat-model", everything(PortableOptions.options()), ChatDefaults.NONE);
		assertThat(translated.getOptions()).isInstanceOfSatisfying(ToolCallingChatOptions.class, (options) -> {
			assertThat(options.getToolCallbacks()).hasSize(1);
			assertThat(options.getModel()).isEqualTo("target-model");
		});
	}

	@Test
	void plainOptionsStayPlainForAModelWithPlainOptions() {
		Prompt translated = translate(new PlainChatModel(), "chat-model",
				ChatOptions.builder().temperature(0.5).build(), new ChatDefaults(null, 60));
		assertThat(translated.getOptions()).satisfies((options) -> {
			assertThat(options.getTemperature()).isEqualTo(0.5);
			assertThat(options.getMaxTokens()).isEqualTo(60);
			assertThat(options.getTopP()).isEqualTo(0.8);
		});
	}

	@Test
	void theToolContextTravels() {
		PortableOptions options = PortableOptions.options().toolContext("tenant", "acme").build();
		Prompt translated = translate(Preset.OLLAMA.model("http://localhost", TIMEOUT), "ollama", options,
				ChatDefaults.NONE);
		assertThat(translated.getOptions()).isInstanceOfSatisfying(ToolCallingChatOptions.class,
				(own) -> assertThat(own.getToolContext()).containsEntry("tenant", "acme"));
	}

	static Stream<Arguments> pairs() {
		List<Preset> presets = List.of(Preset.OPENAI, Preset.ANTHROPIC, Preset.GEMINI, Preset.OLLAMA);
		return presets.stream().flatMap((source) -> presets.stream().map((target) -> Arguments.of(source, target)));
	}

	private static ChatOptions.Builder<?> vendorBuilder(Preset vendor) {
		return switch (vendor.vendor()) {
			case OPENAI -> OpenAiChatOptions.builder();
			case ANTHROPIC -> AnthropicChatOptions.builder();
			case GEMINI -> GoogleGenAiChatOptions.builder();
			case OLLAMA -> OllamaChatOptions.builder();
		};
	}

	private static ChatOptions everything(ChatOptions.Builder<?> builder) {
		builder.model("model-of-the-call").temperature(0.5).maxTokens(40).stopSequences(List.of("END"));
		((ToolCallingChatOptions.Builder<?>) builder).toolCallbacks(List.of(tool()));
		((StructuredOutputChatOptions.Builder<?>) builder).outputSchema(SCHEMA);
		return builder.build();
	}

	private static ToolCallback tool() {
		return FunctionToolCallback.builder("weather", (Place place) -> "sunny")
			.description("The weather of a place")
			.inputType(Place.class)
			.build();
	}

	private static WireOptions sent(Preset target, @Nullable ChatOptions options) {
		return sent(target, options, 0.25, 50, ChatDefaults.NONE);
	}

	private static WireOptions sent(Preset target, @Nullable ChatOptions options, @Nullable Double temperature,
			@Nullable Integer maxTokens, ChatDefaults defaults) {
		try (VendorServer server = VendorServer.start(target.vendor()).answers("Hi")) {
			send(server, target, options, temperature, maxTokens, defaults);
			return WireOptions.read(target.vendor(), server.lastRequest());
		}
	}

	private static void send(VendorServer server, Preset target, @Nullable ChatOptions options,
			@Nullable Double temperature, @Nullable Integer maxTokens, ChatDefaults defaults) {
		ChatModel model = target.create(target.settings(server.baseUrl(), Preset.KEY, temperature, maxTokens, TIMEOUT));
		model.call(translate(model, target.type().id(), options, defaults));
	}

	private static Prompt translate(ChatModel model, String type, @Nullable ChatOptions options,
			ChatDefaults defaults) {
		OptionsTranslator translator = new OptionsTranslator(defaults);
		Provider provider = Provider.builder("test")
			.type(type)
			.models(List.of(new ProviderModel("target-model", null)))
			.keys(List.of(new ProviderKey("test#1", () -> model)))
			.build();
		return translator.translate(new Prompt("Hello", options), provider.targets().get(0));
	}

	record Place(String name) {

	}

	private static final class PlainChatModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ChatOptions getOptions() {
			return ChatOptions.builder().topP(0.8).build();
		}

	}

}
