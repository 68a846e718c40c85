package io.github.llmfallback.provider;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ProviderModel} and for whose it is taken to be.
 */
class ProviderModelTests {

	@Test
	void vendorIsToldFromTheClassOfAChatModel() {
		assertThat(ProviderType.of(mock(OpenAiChatModel.class))).contains(ProviderType.OPENAI);
		assertThat(ProviderType.of(mock(AnthropicChatModel.class))).contains(ProviderType.ANTHROPIC);
		assertThat(ProviderType.of(mock(GoogleGenAiChatModel.class))).contains(ProviderType.GEMINI);
		assertThat(ProviderType.of(mock(OllamaChatModel.class))).contains(ProviderType.OLLAMA);
	}

	@Test
	void vendorIsToldThroughAProxy() {
		ProxyFactory factory = new ProxyFactory(SimulatedChatModel.builder().provider("own").build());
		factory.setInterfaces(ChatModel.class);
		assertThat(ProviderType.of((ChatModel) factory.getProxy())).contains(ProviderType.SIMULATED);
	}

	@Test
	void vendorOfAnyOtherChatModelIsUnknown() {
		assertThat(ProviderType.of(new ScriptedChatModel())).isEmpty();
	}

	@Test
	void whatIsKnownAlreadyStays() {
		Price price = Price.FREE;
		assertThat(new ProviderModel("gpt-4.1", price, 5L, 6L).completedFor(ProviderType.OPENAI))
			.isEqualTo(new ProviderModel("gpt-4.1", price, 5L, 6L));
	}

	@Test
	void onlyModelsOnTheOwnMachinesAreFree() {
		assertThat(new ProviderModel("any", null).completedFor(ProviderType.OLLAMA).price()).isEqualTo(Price.FREE);
		assertThat(new ProviderModel("any", null).completedFor(ProviderType.OPENAI).price()).isNull();
		assertThat(new ProviderModel("any", null).completedFor(null).price()).isNull();
	}

}
