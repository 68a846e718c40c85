package io.github.llmfallback.autoconfigure;

import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The application's chat models become the providers when none are listed.
 */
class ChatModelBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class));

	@Test
	void everyChatModelBeanBecomesAProviderInItsOrder() {
		this.contextRunner.withUserConfiguration(ChatModels.class)
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class)))
				.extracting(ProviderStatus::name, ProviderStatus::type, (provider) -> provider.models().get(0).name())
				.containsExactly(tuple("anthropic", "chat-model", "claude"), tuple("middle", "chat-model", "medium"),
						tuple("openai", "chat-model", "gpt"), tuple("local", "chat-model", "default")));
	}

	@Test
	void listedProvidersLeaveTheOtherBeansAlone() {
		this.contextRunner.withUserConfiguration(ChatModels.class)
			.withPropertyValues("llm.fallback.providers.claude.chat-model=anthropicChatModel")
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class)))
				.extracting(ProviderStatus::name, (provider) -> provider.models().get(0).name())
				.containsExactly(tuple("claude", "claude")));
	}

	@Test
	void listedBeanCanHaveModelsAndPricesOfItsOwn() {
		this.contextRunner.withUserConfiguration(ChatModels.class)
			.withPropertyValues("llm.fallback.providers.claude.chat-model=anthropicChatModel",
					"llm.fallback.providers.claude.models=opus,sonnet",
					"llm.fallback.providers.claude.cost-per-1k-tokens=0.5")
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).singleElement()
				.satisfies((provider) -> {
					assertThat(provider.models()).extracting(ProviderStatus.ModelStatus::name)
						.containsExactly("opus", "sonnet");
					assertThat(provider.cost()).isNotNull();
					assertThat(provider.cost().outputPer1kTokens()).isEqualByComparingTo("0.5");
				}));
	}

	@Test
	void listedBeanCanHaveOptionsOfItsOwn() {
		this.contextRunner.withUserConfiguration(ChatModels.class)
			.withPropertyValues("llm.fallback.providers.claude.chat-model=anthropicChatModel",
					"llm.fallback.providers.claude.max-tokens=1", "llm.fallback.defaults.max-tokens=9")
			.run((context) -> assertThat(context.getBean(FallbackChatModel.class)
				.call(new Prompt("Tell me a long story"))
				.getMetadata()
				.getUsage()
				.getCompletionTokens()).isEqualTo(1));
	}

	@Test
	void scopedChatModelIsOneProvider() {
		this.contextRunner.withUserConfiguration(ScopedChatModel.class).run((context) -> {
			assertThat(context).hasBean(ScopedProxyUtils.getTargetBeanName("scopedChatModel"));
			assertThat(providers(context.getBean(FallbackChatModel.class))).extracting(ProviderStatus::name)
				.containsExactly("scoped");
		});
	}

	@Test
	void providersAreNamedAfterTheirBeans() {
		assertThat(ChatModelBeans.providerName("openAiChatModel")).isEqualTo("openai");
		assertThat(ChatModelBeans.providerName("googleGenAiChatModel")).isEqualTo("googlegenai");
		assertThat(ChatModelBeans.providerName("local")).isEqualTo("local");
		assertThat(ChatModelBeans.providerName("ChatModel")).isEqualTo("ChatModel");
	}

	private static List<ProviderStatus> providers(FallbackChatModel chatModel) {
		return chatModel.providers();
	}

	private static ChatModel chatModel(String model) {
		return SimulatedChatModel.builder().provider(model).model(model).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class ChatModels {

		@Bean
		ChatModel local() {
			return new UnnamedChatModel();
		}

		@Bean
		@Order(3)
		ChatModel openAiChatModel() {
			return chatModel("gpt");
		}

		@Bean
		OrderedChatModel middleChatModel() {
			return new OrderedChatModel(chatModel("medium"));
		}

		@Bean
		@Order(1)
		ChatModel anthropicChatModel() {
			return chatModel("claude");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedChatModel {

		@Bean
		@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
		ChatModel scopedChatModel() {
			return chatModel("scoped");
		}

	}

	private static final class UnnamedChatModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			throw new UnsupportedOperationException();
		}

	}

	private record OrderedChatModel(ChatModel delegate) implements ChatModel, Ordered {

		@Override
		public ChatResponse call(Prompt prompt) {
			return this.delegate.call(prompt);
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return this.delegate.stream(prompt);
		}

		@Override
		public ChatOptions getOptions() {
			return this.delegate.getOptions();
		}

		@Override
		public int getOrder() {
			return 2;
		}

	}

}
