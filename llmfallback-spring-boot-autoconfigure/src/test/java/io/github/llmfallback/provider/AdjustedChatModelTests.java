package io.github.llmfallback.provider;

import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

class AdjustedChatModelTests {

	private static final ChatDefaults CONFIGURED = new ChatDefaults(0.3, 7);

	@Test
	void whatIsConfiguredGoesBeforeTheModelsOwnOptions() {
		ChatModel own = new OptionsOnly(ChatOptions.builder().model("own").temperature(1.0).maxTokens(90).build());
		ChatOptions options = new AdjustedChatModel(own, CONFIGURED).getOptions();
		assertThat(options.getModel()).isEqualTo("own");
		assertThat(options.getTemperature()).isEqualTo(0.3);
		assertThat(options.getMaxTokens()).isEqualTo(7);
	}

	@Test
	void whatIsNotConfiguredIsLeftAlone() {
		ChatModel own = new OptionsOnly(ChatOptions.builder().temperature(1.0).maxTokens(90).build());
		ChatOptions options = new AdjustedChatModel(own, ChatDefaults.NONE).getOptions();
		assertThat(options.getTemperature()).isEqualTo(1.0);
		assertThat(options.getMaxTokens()).isEqualTo(90);
	}

	@Test
	void openAiGetsTheBoundUnderTheNameThatItsModelUses() {
		ChatModel own = new OptionsOnly(OpenAiChatOptions.builder().maxCompletionTokens(90).build());
		OpenAiChatOptions options = (OpenAiChatOptions) new AdjustedChatModel(own, CONFIGURED).getOptions();
		assertThat(options.getMaxCompletionTokens()).isEqualTo(7);
		assertThat(options.getMaxTokens()).isNull();
	}

	@Test
	void modelAnswersByItself() {
		ChatModel own = SimulatedChatModel.builder().provider("own").build();
		ChatModel adjusted = new AdjustedChatModel(own, CONFIGURED);
		Prompt prompt = new Prompt("Hello", ChatOptions.builder().build());
		assertThat(adjusted.call(prompt).getResult()).isNotNull();
		assertThat(adjusted.stream(prompt).collectList().block()).isNotEmpty();
	}

	private record OptionsOnly(ChatOptions options) implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ChatOptions getOptions() {
			return this.options;
		}

	}

}
