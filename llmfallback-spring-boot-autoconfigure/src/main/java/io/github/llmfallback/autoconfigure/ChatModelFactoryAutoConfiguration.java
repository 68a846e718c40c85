package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.provider.AnthropicChatModelFactory;
import io.github.llmfallback.provider.GeminiChatModelFactory;
import io.github.llmfallback.provider.OllamaChatModelFactory;
import io.github.llmfallback.provider.OpenAiChatModelFactory;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the chat model factories of the vendors whose Spring AI module
 * is on the class path.
 */
@AutoConfiguration
@Conditional(OnEnabledCondition.class)
public final class ChatModelFactoryAutoConfiguration {

	private static ObservationRegistry registry(ObjectProvider<ObservationRegistry> registries) {
		return registries.getIfUnique(() -> ObservationRegistry.NOOP);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OpenAiChatModel.class)
	static class OpenAiConfiguration {

		@Bean
		@ConditionalOnMissingBean
		OpenAiChatModelFactory openAiChatModelFactory(ObjectProvider<ObservationRegistry> registries,
				ObjectProvider<ChatModelObservationConvention> convention) {
			return new OpenAiChatModelFactory(registry(registries), convention.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AnthropicChatModel.class)
	static class AnthropicConfiguration {

		@Bean
		@ConditionalOnMissingBean
		AnthropicChatModelFactory anthropicChatModelFactory(ObjectProvider<ObservationRegistry> registries,
				ObjectProvider<ChatModelObservationConvention> convention) {
			return new AnthropicChatModelFactory(registry(registries), convention.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GoogleGenAiChatModel.class)
	static class GeminiConfiguration {

		@Bean
		@ConditionalOnMissingBean
		GeminiChatModelFactory geminiChatModelFactory(ObjectProvider<ObservationRegistry> registries,
				ObjectProvider<ChatModelObservationConvention> convention) {
			return new GeminiChatModelFactory(registry(registries), convention.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OllamaChatModel.class)
	static class OllamaConfiguration {

		@Bean
		@ConditionalOnMissingBean
		OllamaChatModelFactory ollamaChatModelFactory(ObjectProvider<ObservationRegistry> registries,
				ObjectProvider<ChatModelObservationConvention> convention) {
			return new OllamaChatModelFactory(registry(registries), convention.getIfAvailable());
		}

	}

}
