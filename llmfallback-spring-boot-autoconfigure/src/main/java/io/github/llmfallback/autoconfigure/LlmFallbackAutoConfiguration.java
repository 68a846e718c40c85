package io.github.llmfallback.autoconfigure;

import java.util.Map;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.failure.FailureClassifier;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.routing.RoutingStrategies;
import io.github.llmfallback.routing.RoutingStrategy;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;

/**
 * Auto-configuration for {@link FallbackChatModel}.
 */
@AutoConfiguration(after = ChatModelFactoryAutoConfiguration.class,
		beforeName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration",
		afterName = { "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration",
				"org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration",
				"org.springframework.ai.model.google.genai.autoconfigure.chat.GoogleGenAiChatAutoConfiguration",
				"org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration" })
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBooleanProperty(name = "llm.fallback.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmFallbackProperties.class)
public final class LlmFallbackAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SimulatedProviders simulatedProviders() {
		return new SimulatedProviders();
	}

	@Bean
	@ConditionalOnMissingBean
	FailureClassifiers failureClassifiers(ObjectProvider<FailureClassifier> classifiers) {
		return FailureClassifiers.builtIn(classifiers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	FallbackChatModel.Builder fallbackChatModelBuilder(LlmFallbackProperties properties,
			ListableBeanFactory beanFactory, SimulatedProviders simulated, FailureClassifiers classifiers,
			ObjectProvider<ChatModelFactory> factories, ObjectProvider<LlmProvider> providers,
			Map<String, RoutingStrategy> strategies, ObjectProvider<CallListener> listeners) {
		ChatModelBeans chatModels = new ChatModelBeans(beanFactory);
		ProviderAssembler assembler = new ProviderAssembler(properties.getProviders(), chatModels,
				factories.orderedStream().toList(), simulated);
		ProviderSource source = new ProviderSource(assembler, properties.getProviders().keySet(),
				providers.orderedStream().toList(), chatModels);
		ConfigurationProblems problems = new ConfigurationProblems();
		new GeneralCheck(problems).check(properties, new RoutingStrategies(strategies));
		source.check(problems);
		problems.throwIfAny();
		FallbackChatModel.Builder builder = FallbackChatModel.builder()
			.strategy(properties.getStrategy())
			.maxAttempts(properties.getMaxAttempts())
			.defaults(properties.getDefaults().toChatDefaults())
			.classifiers(classifiers);
		strategies.forEach(builder::strategy);
		listeners.orderedStream().forEach(builder::listener);
		source.providers().forEach(builder::provider);
		return builder;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(FallbackChatModel.class)
	@ConditionalOnBooleanProperty(name = "llm.fallback.primary", matchIfMissing = true)
	static class PrimaryConfiguration {

		@Bean
		@Primary
		FallbackChatModel fallbackChatModel(FallbackChatModel.Builder builder) {
			return builder.build();
		}

	}

	/**
	 * Leaves the injection of a plain {@link ChatModel} to the application's own beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(FallbackChatModel.class)
	@ConditionalOnBooleanProperty(name = "llm.fallback.primary", havingValue = false)
	static class SecondaryConfiguration {

		@Bean
		@Fallback
		FallbackChatModel fallbackChatModel(FallbackChatModel.Builder builder) {
			return builder.build();
		}

	}

}
