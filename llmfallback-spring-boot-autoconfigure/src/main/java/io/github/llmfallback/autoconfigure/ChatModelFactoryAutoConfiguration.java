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

/**
 * Auto-configuration for the chat model factories of the vendors whose Spring AI module
 * is on the class path. None of the factories mentions a type of its vendor's, so that
 * this class can be loaded without it.
 */
@AutoConfiguration
@Conditional(OnEnabledCondition.class)
public final class ChatModelFactoryAutoConfiguration {

	@Bean
	@ConditionalOnClass(OpenAiChatModel.class)
	@ConditionalOnMissingBean
	OpenAiChatModelFactory openAiChatModelFactory(ObjectProvider<ObservationRegistry> registries,
			ObjectProvider<ChatModelObservationConvention> convention) {
		return new OpenAiChatModelFactory(registry(registries), convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnClass(AnthropicChatModel.class)
	@ConditionalOnMissingBean
	AnthropicChatModelFactory anthropicChatModelFactory(ObjectProvider<ObservationRegistry> registries,
			ObjectProvider<ChatModelObservationConvention> convention) {
		return new AnthropicChatModelFactory(registry(registries), convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnClass(GoogleGenAiChatModel.class)
	@ConditionalOnMissingBean
	GeminiChatModelFactory geminiChatModelFactory(ObjectProvider<ObservationRegistry> registries,
			ObjectProvider<ChatModelObservationConvention> convention) {
		return new GeminiChatModelFactory(registry(registries), convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnClass(OllamaChatModel.class)
	@ConditionalOnMissingBean
	OllamaChatModelFactory ollamaChatModelFactory(ObjectProvider<ObservationRegistry> registries,
			ObjectProvider<ChatModelObservationConvention> convention) {
		return new OllamaChatModelFactory(registry(registries), convention.getIfAvailable());
	}

	private static ObservationRegistry registry(ObjectProvider<ObservationRegistry> registries) {
		return registries.getIfUnique(() -> ObservationRegistry.NOOP);
	}

}
