package io.github.llmfallback.autoconfigure;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class InnerRetriesTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void clientsThatRetryAreFoundWithThePropertyThatStopsThem() {
		assertThat(found(openAi(2), anthropic(3), ollama())).containsExactly("spring.ai.openai.max-retries",
				"spring.ai.anthropic.max-retries", "spring.ai.retry.max-attempts");
	}

	@Test
	void clientsBuiltWithoutRetriesAreFine() {
		assertThat(found(openAi(0), anthropic(0))).isEmpty();
	}

	@Test
	void clientsWhosePropertySaysNoRetriesAreFine() {
		this.environment.withProperty("spring.ai.openai.max-retries", "0")
			.withProperty("spring.ai.retry.max-attempts", "0");
		assertThat(found(openAi(2), ollama())).isEmpty();
	}

	@Test
	void retriesThatAreOnlyFewerAreFound() {
		this.environment.withProperty("spring.ai.openai.max-retries", "1");
		assertThat(found(openAi(1))).containsExactly("spring.ai.openai.max-retries");
	}

	@Test
	void otherChatModelsAreNotJudged() {
		assertThat(found((prompt) -> {
			throw new AssertionError("nobody asks");
		})).isEmpty();
	}

	@Test
	void applicationIsWarnedOnce(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
			.withBean("firstChatModel", ChatModel.class, () -> openAi(2))
			.withBean("secondChatModel", ChatModel.class, () -> openAi(2))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("retry failed requests by themselves")
			.contains("switch that off with spring.ai.openai.max-retries=0");
	}

	private Set<String> found(ChatModel... chatModels) {
		InnerRetries retries = new InnerRetries(this.environment);
		for (ChatModel chatModel : chatModels) {
			retries.look(chatModel);
		}
		return retries.found();
	}

	private static ChatModel openAi(int maxRetries) {
		return OpenAiChatModel.builder()
			.options(OpenAiChatOptions.builder().apiKey("key").maxRetries(maxRetries).build())
			.build();
	}

	private static ChatModel anthropic(int maxRetries) {
		return AnthropicChatModel.builder()
			.options(AnthropicChatOptions.builder().apiKey("key").maxRetries(maxRetries).build())
			.build();
	}

	private static ChatModel ollama() {
		return OllamaChatModel.builder().ollamaApi(OllamaApi.builder().build()).build();
	}

}
