package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class LlmFallbackClientAutoConfigurationTests {

	private final ThermometerChatModel chatModel = new ThermometerChatModel();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class, ToolCallingAutoConfiguration.class,
				ChatClientAutoConfiguration.class, LlmFallbackClientAutoConfiguration.class))
		.withBean(LlmProvider.class, () -> LlmProvider.builder("provider", this.chatModel).build());

	@Test
	void clientAnswersThroughTheChatModel() {
		this.contextRunner.run((context) -> {
			FallbackChatClient client = context.getBean(FallbackChatClient.class);
			assertThat(client.providers()).isEqualTo(context.getBean(FallbackChatModel.class).providers());
			assertThat(client.prompt("Hello").call().content()).isEqualTo("fine");
			assertThat(client.providers().get(0).calls().succeeded()).isOne();
		});
	}

	@Test
	void thereIsNoClientWithoutAFallback() {
		this.contextRunner.withPropertyValues("llm.fallback.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FallbackChatClient.class));
	}

	@Test
	void thereIsNoClientWithoutSpringAisChatClient() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ChatClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FallbackChatModel.class)
				.doesNotHaveBean(FallbackChatClient.class));
	}

	@Test
	void applicationsOwnClientReplacesOurs() {
		FallbackChatModel own = FallbackChatModel.builder()
			.provider(LlmProvider.builder("own", SimulatedChatModel.builder().provider("own").build()).build())
			.build();
		this.contextRunner.withBean("own", FallbackChatClient.class, () -> FallbackChatClient.create(own))
			.run((context) -> assertThat(context).getBean(FallbackChatClient.class).isSameAs(context.getBean("own")));
	}

	@Test
	void clientIsCustomizedLikeSpringAisOwn() {
		this.contextRunner
			.withBean(ChatClientBuilderCustomizer.class, () -> (builder) -> builder.defaultSystem("Be brief."))
			.run((context) -> {
				context.getBean(FallbackChatClient.class).prompt("Hello").call().content();
				assertThat(this.chatModel.received).extracting(Message::getText).containsExactly("Be brief.", "Hello");
			});
	}

	@Test
	void clientCallsTools() {
		this.contextRunner.run((context) -> assertThat(context.getBean(FallbackChatClient.class)
			.prompt("How warm is it?")
			.tools(new Thermometer())
			.call()
			.content()).contains("21 degrees"));
	}

	@Test
	void clientLeavesToolsToTheApplicationWhenToldSo() {
		this.contextRunner.withPropertyValues("spring.ai.chat.client.tool-calling.enabled=false").run((context) -> {
			ChatResponse response = context.getBean(FallbackChatClient.class)
				.prompt("How warm is it?")
				.tools(new Thermometer())
				.call()
				.chatResponse();
			assertThat(response).isNotNull().extracting(ChatResponse::hasToolCalls).isEqualTo(true);
		});
	}

	@Test
	void clientNeedsNoChatClientAutoConfiguration() {
		this.contextRunner.withPropertyValues("spring.ai.chat.client.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ChatClient.Builder.class);
			assertThat(context.getBean(FallbackChatClient.class)
				.prompt("How warm is it?")
				.tools(new Thermometer())
				.call()
				.content()).contains("21 degrees");
		});
	}

	@Test
	void clientIsObserved() {
		List<Observation.Context> observed = new ArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				observed.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.contextRunner.withBean(ObservationRegistry.class, () -> registry).run((context) -> {
			context.getBean(FallbackChatClient.class).prompt("Hello").call().content();
			assertThat(observed).hasAtLeastOneElementOfType(ChatClientObservationContext.class);
		});
	}

	/**
	 * Asks for the tool it is offered and repeats what it says.
	 */
	private static final class ThermometerChatModel implements ChatModel {

		private final List<Message> received = new ArrayList<>();

		@Override
		public ChatResponse call(Prompt prompt) {
			this.received.addAll(prompt.getInstructions());
			Message last = prompt.getInstructions().get(prompt.getInstructions().size() - 1);
			if (last instanceof ToolResponseMessage response) {
				return answer(new AssistantMessage(response.getResponses().get(0).responseData()));
			}
			if ("How warm is it?".equals(last.getText())) {
				return answer(AssistantMessage.builder()
					.content("")
					.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "temperature", "{}")))
					.build());
			}
			return answer(new AssistantMessage("fine"));
		}

		private static ChatResponse answer(AssistantMessage message) {
			return new ChatResponse(List.of(new Generation(message)));
		}

	}

	static class Thermometer {

		@Tool
		String temperature() {
			return "21 degrees";
		}

	}

}
