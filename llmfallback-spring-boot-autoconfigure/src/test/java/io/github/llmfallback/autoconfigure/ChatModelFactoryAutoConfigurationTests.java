package io.github.llmfallback.autoconfigure;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.provider.AnthropicChatModelFactory;
import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.GeminiChatModelFactory;
import io.github.llmfallback.provider.OllamaChatModelFactory;
import io.github.llmfallback.provider.OpenAiChatModelFactory;
import io.github.llmfallback.provider.ProviderType;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ChatModelFactoryAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class));

	static Stream<Arguments> vendors() {
		return Stream.of(arguments(OpenAiChatModel.class, OpenAiChatModelFactory.class),
				arguments(AnthropicChatModel.class, AnthropicChatModelFactory.class),
				arguments(GoogleGenAiChatModel.class, GeminiChatModelFactory.class),
				arguments(OllamaChatModel.class, OllamaChatModelFactory.class));
	}

	@ParameterizedTest
	@MethodSource("vendors")
	void vendorHasAFactoryWhenItsModuleIsPresent(Class<?> chatModel, Class<?> factory) {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(factory));
		this.contextRunner.withClassLoader(new FilteredClassLoader(chatModel))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(factory));
	}

	@Test
	void everyTypeWithAModuleHasAFactory() {
		this.contextRunner.run((context) -> {
			List<ChatModelFactory> factories = context.getBeanProvider(ChatModelFactory.class).stream().toList();
			assertThat(ProviderType.values()).filteredOn((type) -> type.module() != null)
				.allSatisfy((type) -> assertThat(factories).filteredOn((factory) -> factory.supports(type)).hasSize(1));
		});
	}

	@Test
	void nothingIsConfiguredWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ChatModelFactory.class));
	}

	@Test
	void applicationsOwnFactoryOfTheSameKindReplacesOurs() {
		OpenAiChatModelFactory own = new OpenAiChatModelFactory(ObservationRegistry.NOOP, null);
		this.contextRunner.withBean("own", OpenAiChatModelFactory.class, () -> own)
			.run((context) -> assertThat(context).getBean(OpenAiChatModelFactory.class).isSameAs(own));
	}

	@Test
	void applicationsOwnFactoryOfAnyKindIsAskedFirst() {
		RecordingFactory own = new RecordingFactory(EnumSet.of(ProviderType.OPENAI));
		this.contextRunner.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
			.withBean("own", RecordingFactory.class, () -> own)
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt")
			.run((context) -> {
				context.getBean(FallbackChatModel.class).call(new Prompt("Hello"));
				assertThat(own.created).extracting(ChatModelSettings::type).containsExactly(ProviderType.OPENAI);
			});
	}

}
