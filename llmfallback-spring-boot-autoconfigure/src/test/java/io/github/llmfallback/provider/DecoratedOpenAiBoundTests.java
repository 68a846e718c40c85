package io.github.llmfallback.provider;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.autoconfigure.LlmFallbackAutoConfiguration;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody knows which server an OpenAI client of the application is for, so its model
 * tells under which name the bound of an answer has to go.
 */
class DecoratedOpenAiBoundTests {

	private static final String BUDGET = "llm.fallback.budget.daily=1000000";

	private final VendorServer server = VendorServer.start(Vendor.OPENAI).answers("Hello");

	private final OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { BUDGET, "llm.fallback.defaults.max-tokens=70", "llm.fallback.providers.it.max-tokens=70" })
	void modelThatSpringAiAsksUnlessToldOtherwiseTakesTheBound(String property) {
		JsonNode sent = sent(OpenAiChatOptions.DEFAULT_CHAT_MODEL, new Prompt("Hi"), property);
		assertThat(sent.path("max_completion_tokens").asInt()).isPositive();
		assertThat(sent.has("max_tokens")).isFalse();
	}

	@Test
	void boundOfACallIsTaken() {
		JsonNode sent = sent("o3", new Prompt("Hi", FallbackChatOptions.builder().maxTokens(40).build()));
		assertThat(sent.path("max_completion_tokens").asInt()).isEqualTo(40);
		assertThat(sent.has("max_tokens")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-5", "gpt-5.2-pro", "o1", "o4-mini", "openai/gpt-5-mini", "ft:gpt-5-mini:acme::x1" })
	void reasoningModelsKnowOnlyTheNewName(String model) {
		assertThat(sent(model, new Prompt("Hi"), BUDGET).has("max_completion_tokens")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-4.1", "gpt-35-turbo", "mistral-small-latest", "gpt-oss-120b", "openai/gpt-oss-120b",
			"olmo-2", "qwen3" })
	void otherServersKnowTheOldName(String model) {
		JsonNode sent = sent(model, new Prompt("Hi"), BUDGET);
		assertThat(sent.has("max_tokens")).isTrue();
		assertThat(sent.has("max_completion_tokens")).isFalse();
	}

	@Test
	void nameDependsOnTheModelThatIsAsked() {
		this.options.maxTokens(90);
		assertThat(sent("gpt-4.1", new Prompt("Hi"), "llm.fallback.providers.it.models=gpt-5-mini")
			.path("max_completion_tokens")
			.asInt()).isEqualTo(90);
	}

	@Test
	void nameThatSomebodyChoseStands() {
		this.options.maxCompletionTokens(90);
		assertThat(sent("deployment", new Prompt("Hi"), BUDGET).path("max_completion_tokens").asInt()).isEqualTo(90);
	}

	private JsonNode sent(String model, Prompt prompt, String... properties) {
		OpenAiChatOptions own = this.options.baseUrl(this.server.baseUrl()).apiKey(Preset.KEY).model(model).build();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
			.withBean("openAiChatModel", OpenAiChatModel.class, () -> OpenAiChatModel.builder().options(own).build())
			.withPropertyValues("llm.fallback.providers.it.chat-model=openAiChatModel",
					"llm.fallback.providers.it.cost-per-1k-tokens=0.001")
			.withPropertyValues(properties)
			.run((context) -> context.getBean(FallbackChatModel.class).call(prompt));
		return this.server.lastRequest().body();
	}

}
