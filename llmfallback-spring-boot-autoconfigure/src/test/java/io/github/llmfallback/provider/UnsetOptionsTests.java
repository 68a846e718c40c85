package io.github.llmfallback.provider;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

class UnsetOptionsTests {

	private final OptionsTranslator translator = new OptionsTranslator(ChatDefaults.NONE);

	private ChatOptions own = ChatOptions.builder().model("own").temperature(0.1).build();

	private final Target target = target();

	@Test
	void callsThatSetNothingShareTheirOptions() {
		ChatOptions first = translate(null, 100L);
		assertThat(translate(ChatOptions.builder().build(), 100L)).isSameAs(first);
		assertThat(first.getMaxTokens()).isEqualTo(100);
	}

	@Test
	void modelNameOfTheCallSetsNothing() {
		assertThat(translate(ChatOptions.builder().model("other").build(), null)).isSameAs(translate(null, null));
	}

	@Test
	void anotherBoundNeedsOtherOptions() {
		assertThat(translate(null, 100L).getMaxTokens()).isEqualTo(100);
		assertThat(translate(null, 200L).getMaxTokens()).isEqualTo(200);
		assertThat(translate(null, null).getMaxTokens()).isNull();
	}

	@Test
	void optionsOfTheChatModelMayChange() {
		assertThat(translate(null, null).getTemperature()).isEqualTo(0.1);
		this.own = ChatOptions.builder().model("own").temperature(0.2).build();
		assertThat(translate(null, null).getTemperature()).isEqualTo(0.2);
	}

	@ParameterizedTest
	@MethodSource
	void whatACallSetsIsNotShared(ChatOptions call) {
		assertThat(UnsetOptions.isUnset(call)).isFalse();
		assertThat(translate(call, null)).isNotSameAs(translate(null, null));
	}

	static List<ChatOptions> whatACallSetsIsNotShared() {
		return List.of(ChatOptions.builder().maxTokens(1).build(), ChatOptions.builder().temperature(1.0).build(),
				ChatOptions.builder().stopSequences(List.of("x")).build(), ChatOptions.builder().topP(1.0).build(),
				ChatOptions.builder().topK(1).build(), ChatOptions.builder().frequencyPenalty(1.0).build(),
				ChatOptions.builder().presencePenalty(1.0).build(),
				ToolCallingChatOptions.builder().toolContext(Map.of("a", "b")).build(),
				OllamaChatOptions.builder().build());
	}

	private ChatOptions translate(ChatOptions call, Long outputTokens) {
		return this.translator.translate(new Prompt("Hi", call), this.target, outputTokens).getOptions();
	}

	private Target target() {
		ChatModel chatModel = new ChatModel() {

			@Override
			public ChatResponse call(Prompt prompt) {
				return new ChatResponse(List.of());
			}

			@Override
			public ChatOptions getOptions() {
				return UnsetOptionsTests.this.own;
			}

		};
		return Provider.builder("provider")
			.keys(List.of(new ProviderKey(null, () -> chatModel)))
			.models(List.of(new ProviderModel("model", null)))
			.build()
			.targets()
			.get(0);
	}

}
