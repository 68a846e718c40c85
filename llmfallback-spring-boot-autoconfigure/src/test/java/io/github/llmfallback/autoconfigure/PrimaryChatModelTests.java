package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Map;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who is injected where an application asks for a plain chat model or client.
 */
@ExtendWith(OutputCaptureExtension.class)
class PrimaryChatModelTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, ToolCallingAutoConfiguration.class,
				ChatClientAutoConfiguration.class, LlmFallbackClientAutoConfiguration.class));

	@Test
	void fallbackIsInjectedAmongSeveralChatModels() {
		this.contextRunner.withUserConfiguration(FailingFirst.class, Working.class).run((context) -> {
			assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean(FallbackChatModel.class));
			assertThat(answeredBy(context.getBean(ChatModel.class).call(new Prompt("Hello")))).isEqualTo("working");
		});
	}

	@Test
	void chatClientBuilderFallsBack() {
		this.contextRunner.withUserConfiguration(FailingFirst.class, Working.class)
			.run((context) -> assertThat(answeredBy(ask(context.getBean(ChatClient.Builder.class).build())))
				.isEqualTo("working"));
	}

	@Test
	void fallbackChatClientFallsBack() {
		this.contextRunner.withUserConfiguration(FailingFirst.class, Working.class).run((context) -> {
			assertThat(answeredBy(ask(context.getBean(FallbackChatClient.class)))).isEqualTo("working");
			assertThat(context.getBean(ChatClient.class)).isSameAs(context.getBean(FallbackChatClient.class));
		});
	}

	@Test
	void onlyChatModelStaysTheOneInjectedWhenTheFallbackIsNotPrimary() {
		this.contextRunner.withUserConfiguration(Working.class)
			.withPropertyValues("llm.fallback.primary=false")
			.run((context) -> {
				assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean("workingChatModel"));
				assertThat(answeredBy(ask(context.getBean(ChatClient.Builder.class).build()))).isNull();
				assertThat(answeredBy(context.getBean(FallbackChatModel.class).call(new Prompt("Hello"))))
					.isEqualTo("working");
				assertThat(answeredBy(ask(context.getBean(FallbackChatClient.class)))).isEqualTo("working");
			});
	}

	@Test
	void severalChatModelsStayAmbiguousWhenTheFallbackIsNotPrimary() {
		this.contextRunner.withUserConfiguration(FailingFirst.class, Working.class)
			.withPropertyValues("llm.fallback.primary=false")
			.run((context) -> assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class)));
	}

	@Test
	void fallbackIsInjectedWhenNobodyElseCanBe() {
		this.contextRunner
			.withPropertyValues("llm.fallback.primary=false", "llm.fallback.providers.simulated.model=tiny")
			.run((context) -> assertThat(context.getBean(ChatModel.class)).isInstanceOf(FallbackChatModel.class));
	}

	@Test
	void applicationsOwnPrimaryChatModelWinsAndTheLogSaysSo(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnPrimary.class, Working.class).run((context) -> {
			assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean("ownChatModel"));
			assertThat(answeredBy(ask(context.getBean(ChatClient.Builder.class).build()))).isNull();
			assertThat(answeredBy(context.getBean(FallbackChatModel.class).call(new Prompt("Hello")))).isEqualTo("own");
			assertThat(output).contains("@Primary bean [ownChatModel] without fallback");
		});
	}

	@Test
	void applicationsOwnPrimaryChatModelIsNoSurpriseWhenTheFallbackIsNotToBePrimary(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnPrimary.class)
			.withPropertyValues("llm.fallback.primary=false")
			.run((context) -> {
				assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean("ownChatModel"));
				assertThat(output).doesNotContain("without fallback");
			});
	}

	@Test
	void applicationsOwnChatClientIsInjectedBeforeOurs() {
		this.contextRunner.withUserConfiguration(Working.class, OwnChatClient.class).run((context) -> {
			assertThat(context.getBean(ChatClient.class)).isSameAs(context.getBean("own"));
			assertThat(context).hasSingleBean(FallbackChatClient.class);
		});
	}

	private static ChatResponse ask(ChatClient client) {
		ChatResponse response = client.prompt("Hello").call().chatResponse();
		assertThat(response).isNotNull();
		return response;
	}

	private static @Nullable String answeredBy(ChatResponse response) {
		FallbackMetadata metadata = FallbackMetadata.from(response);
		return (metadata != null) ? metadata.provider() : null;
	}

	@Configuration(proxyBeanMethods = false)
	static class FailingFirst {

		@Bean
		@Order(1)
		ChatModel failingChatModel() {
			return SimulatedChatModel.builder()
				.provider("failing")
				.failures(Map.of(FailureKind.SERVER_ERROR, 1.0))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Working {

		@Bean
		@Order(2)
		ChatModel workingChatModel() {
			return SimulatedChatModel.builder().provider("working").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPrimary {

		@Bean
		@Primary
		@Order(1)
		ChatModel ownChatModel() {
			return SimulatedChatModel.builder().provider("own").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChatClient {

		@Bean
		ChatClient own(ChatClient.Builder builder) {
			return builder.build();
		}

	}

}
