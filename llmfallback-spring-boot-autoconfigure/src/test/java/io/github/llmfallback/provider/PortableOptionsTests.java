package io.github.llmfallback.provider;

import java.util.List;
import java.util.Map;

import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OptionsTranslator} and chat models whose options are portable.
 */
class PortableOptionsTests {

	private static final ToolCallback TOOL = FunctionToolCallback.builder("tool", () -> "done").build();

	private static final ToolCallback OWN_TOOL = FunctionToolCallback.builder("own", () -> "done").build();

	private final OptionsTranslator translator = new OptionsTranslator(ChatDefaults.NONE);

	private static ChatOptions own() {
		return own(ChatOptions.builder());
	}

	private static ChatOptions own(ChatOptions.Builder<?> builder) {
		builder.model("own").temperature(0.1).maxTokens(1).topP(0.2).topK(2);
		builder.frequencyPenalty(0.3).presencePenalty(0.4).stopSequences(List.of("own"));
		return builder.build();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callThatSetsNothingLeavesEverythingToTheChatModel(boolean withTools) {
		ChatOptions own = withTools ? own(ToolCallingChatOptions.builder()) : own();
		assertThat(translate(own, null)).isEqualTo(own);
		assertThat(translate(own, ChatOptions.builder().build())).isEqualTo(own);
		assertThat(translate(own, ToolCallingChatOptions.builder().build())).isEqualTo(own);
		assertThat(translate(own, FallbackChatOptions.builder().build())).isEqualTo(own);
	}

	@Test
	void whatTheCallSetsWins() {
		FallbackChatOptions call = FallbackChatOptions.builder()
			.temperature(0.9)
			.maxTokens(9)
			.topP(0.8)
			.topK(8)
			.frequencyPenalty(0.7)
			.presencePenalty(0.6)
			.stopSequences(List.of("call"))
			.build();

		ChatOptions options = translate(own(), call);

		assertThat(options.getTemperature()).isEqualTo(0.9);
		assertThat(options.getMaxTokens()).isEqualTo(9);
		assertThat(options.getTopP()).isEqualTo(0.8);
		assertThat(options.getTopK()).isEqualTo(8);
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.7);
		assertThat(options.getPresencePenalty()).isEqualTo(0.6);
		assertThat(options.getStopSequences()).containsExactly("call");
	}

	@Test
	void whatTheCallLeavesOpenIsTheChatModels() {
		ChatOptions options = translate(own(), FallbackChatOptions.builder().temperature(0.9).build());
		assertThat(options).isEqualTo(own().mutate().temperature(0.9).build());
	}

	@Test
	void portableOptionsOfTheCallAreOverlaidToo() {
		ChatOptions options = translate(own(), ChatOptions.builder().temperature(0.9).build());
		assertThat(options).isEqualTo(own().mutate().temperature(0.9).build());
	}

	@Test
	void defaultsServeOnlyWhatNobodySets() {
		OptionsTranslator withDefaults = new OptionsTranslator(new ChatDefaults(0.5, 55));
		Target bare = target(new ScriptedChatModel(), null);
		Target set = target(new ScriptedChatModel().options(own()), null);

		ChatOptions ofNobody = withDefaults.translate(new Prompt("Hi"), bare).getOptions();
		ChatOptions ofModel = withDefaults.translate(new Prompt("Hi"), set).getOptions();
		ChatOptions ofCall = withDefaults
			.translate(new Prompt("Hi", FallbackChatOptions.builder().temperature(0.9).maxTokens(9).build()), bare)
			.getOptions();

		assertThat(List.of(ofNobody.getTemperature(), ofModel.getTemperature(), ofCall.getTemperature()))
			.containsExactly(0.5, 0.1, 0.9);
		assertThat(List.of(ofNobody.getMaxTokens(), ofModel.getMaxTokens(), ofCall.getMaxTokens())).containsExactly(55,
				1, 9);
	}

	@Test
	void targetDecidesTheModel() {
		FallbackChatOptions call = FallbackChatOptions.builder().model("call").build();
		assertThat(translate(own(), call).getModel()).isEqualTo("own");
		Target named = target(new ScriptedChatModel().options(own()), "named");
		assertThat(this.translator.translate(new Prompt("Hi", call), named).getOptions().getModel()).isEqualTo("named");
	}

	@Test
	void toolsAndTheirContextTravel() {
		FallbackChatOptions call = FallbackChatOptions.builder().toolCallbacks(TOOL).toolContext("user", "ada").build();

		ToolCallingChatOptions options = (ToolCallingChatOptions) translate(own(ToolCallingChatOptions.builder()),
				call);

		assertThat(options.getToolCallbacks()).containsExactly(TOOL);
		assertThat(options.getToolContext()).isEqualTo(Map.of("user", "ada"));
		assertThat(options.getMaxTokens()).isEqualTo(1);
	}

	@Test
	void toolsOfTheCallTakeThePlaceOfTheChatModels() {
		ChatOptions own = ToolCallingChatOptions.builder().toolCallbacks(OWN_TOOL).build();
		FallbackChatOptions none = FallbackChatOptions.builder().build();
		FallbackChatOptions call = FallbackChatOptions.builder().toolCallbacks(TOOL).build();
		assertThat(((ToolCallingChatOptions) translate(own, none)).getToolCallbacks()).containsExactly(OWN_TOOL);
		assertThat(((ToolCallingChatOptions) translate(own, call)).getToolCallbacks()).containsExactly(TOOL);
	}

	@Test
	void chatModelWithoutAPlaceForToolsIsGivenOneOnlyWhenThereAreTools() {
		ChatOptions withTools = translate(own(), FallbackChatOptions.builder().toolCallbacks(TOOL).build());
		assertThat(withTools).isInstanceOf(ToolCallingChatOptions.class);
		assertThat(((ToolCallingChatOptions) withTools).getToolCallbacks()).containsExactly(TOOL);
		assertThat(withTools.getMaxTokens()).isEqualTo(1);
		assertThat(withTools.getStopSequences()).containsExactly("own");

		assertThat(translate(own(), FallbackChatOptions.builder().build()))
			.isNotInstanceOf(ToolCallingChatOptions.class);
	}

	@Test
	void optionsOfAVendorDoNotReachAChatModelOfNoVendor() {
		OpenAiChatOptions call = OpenAiChatOptions.builder().temperature(0.9).reasoningEffort("low").build();
		ChatOptions options = translate(own(ToolCallingChatOptions.builder()), call);
		assertThat(options).isNotInstanceOf(OpenAiChatOptions.class);
		assertThat(options.getTemperature()).isEqualTo(0.9);
	}

	@Test
	void schemaIsAskedForInWordsBelowTheQuestion() {
		FallbackChatOptions call = FallbackChatOptions.builder().outputSchema("{\"type\":\"object\"}").build();
		Prompt prompt = new Prompt(List.of(new SystemMessage("Be brief"), new UserMessage("Who?")), call);

		Prompt translated = this.translator.translate(prompt, target(new ScriptedChatModel(), null));

		assertThat(translated.getInstructions()).extracting(Message::getMessageType)
			.containsExactly(MessageType.SYSTEM, MessageType.USER);
		assertThat(translated.getUserMessage().getText()).startsWith("Who?").endsWith("{\"type\":\"object\"}");
		assertThat(prompt.getUserMessage().getText()).isEqualTo("Who?");
	}

	@Test
	void simulatedModelKeepsItsBound() {
		SimulatedChatModel simulated = SimulatedChatModel.builder().provider("sim").maxTokens(3).build();
		Prompt translated = this.translator.translate(new Prompt("Hi"), target(simulated, null));
		assertThat(translated.getOptions().getMaxTokens()).isEqualTo(3);
		assertThat(translated.getInstructions()).isEqualTo(new Prompt("Hi").getInstructions());
	}

	private ChatOptions translate(ChatOptions own, @Nullable ChatOptions call) {
		Target target = target(new ScriptedChatModel().options(own), null);
		return this.translator.translate(new Prompt("Hi", call), target).getOptions();
	}

	private static Target target(ChatModel chatModel, @Nullable String model) {
		ProviderModel providerModel = (model != null) ? new ProviderModel(model, null)
				: ProviderModel.configuredIn(chatModel, null);
		return Provider.builder("p")
			.models(List.of(providerModel))
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.build()
			.targets()
			.get(0);
	}

}
