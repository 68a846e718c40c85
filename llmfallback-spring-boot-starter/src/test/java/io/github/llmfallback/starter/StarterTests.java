package io.github.llmfallback.starter;

import java.util.List;
import java.util.stream.Collectors;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.starter.StarterApplication.Assistant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that only adds the starter gets fallback between the models it has,
 * wherever it injects one, without a line of configuration.
 */
@SpringBootTest(classes = StarterApplication.class, webEnvironment = WebEnvironment.NONE)
class StarterTests {

	private static final VendorServers SERVERS = new VendorServers();

	@Autowired
	private Assistant assistant;

	@Autowired
	private FallbackChatModel fallback;

	@DynamicPropertySource
	static void onlySpringAiIsConfigured(DynamicPropertyRegistry properties) {
		properties.add("spring.ai.anthropic.api-key", () -> "anthropic-key");
		properties.add("spring.ai.anthropic.base-url", SERVERS::anthropicUrl);
		properties.add("spring.ai.anthropic.max-retries", () -> 0);
		properties.add("spring.ai.openai.api-key", () -> "openai-key");
		properties.add("spring.ai.openai.base-url", SERVERS::openAiUrl);
		properties.add("spring.ai.openai.max-retries", () -> 0);
	}

	@BeforeEach
	void forgetRequests() {
		SERVERS.reset();
	}

	@AfterAll
	static void stopServers() {
		SERVERS.stop();
	}

	@Test
	void bothModelsAreProviders() {
		assertThat(this.fallback.providers()).extracting(ProviderStatus::name)
			.containsExactlyInAnyOrder("anthropic", "openai");
		assertThat(this.assistant.chatModel()).isSameAs(this.fallback);
	}

	@Test
	void firstModelAnswersWhileItCan() {
		SERVERS.anthropicAnswers();
		SERVERS.openAiAnswers();
		ChatResponse response = this.assistant.chatModel().call(new Prompt("Hello"));
		FallbackMetadata metadata = metadata(response);
		assertThat(metadata.fallbackCount()).isZero();
		assertThat(SERVERS.anthropicRequests() + SERVERS.openAiRequests()).isOne();
	}

	@Test
	void chatModelFallsBack() {
		failingFirst();
		assertFellBack(this.assistant.chatModel().call(new Prompt("Hello")));
	}

	@Test
	void chatModelFallsBackWhileStreaming() {
		failingFirst();
		assertFellBack(this.assistant.chatModel().stream(new Prompt("Hello")));
	}

	@Test
	void clientFromTheBuilderFallsBack() {
		failingFirst();
		assertFellBack(response(this.assistant.clientBuilder().build()));
	}

	@Test
	void clientFromTheBuilderFallsBackWhileStreaming() {
		failingFirst();
		assertFellBack(this.assistant.clientBuilder().build().prompt("Hello").stream().chatResponse());
	}

	@Test
	void fallbackChatClientFallsBack() {
		failingFirst();
		assertFellBack(response(this.assistant.fallbackClient()));
	}

	@Test
	void fallbackChatClientFallsBackWhileStreaming() {
		failingFirst();
		assertFellBack(this.assistant.fallbackClient().prompt("Hello").stream().chatResponse());
	}

	@Test
	void failureOfEveryModelIsOneException() {
		SERVERS.anthropicFails();
		SERVERS.openAiFails();
		assertThatExceptionOfType(AllProvidersFailedException.class)
			.isThrownBy(() -> this.assistant.chatModel().call(new Prompt("Hello")))
			.satisfies((ex) -> assertThat(ex.providerErrors()).containsOnlyKeys("anthropic", "openai"))
			.withMessageNotContainingAny("anthropic-key", "openai-key");
	}

	private void failingFirst() {
		if (first().equals("anthropic")) {
			SERVERS.anthropicFails();
			SERVERS.openAiAnswers();
		}
		else {
			SERVERS.openAiFails();
			SERVERS.anthropicAnswers();
		}
	}

	private String first() {
		return this.fallback.providers().get(0).name();
	}

	private static ChatResponse response(ChatClient client) {
		ChatResponse response = client.prompt("Hello").call().chatResponse();
		assertThat(response).isNotNull();
		return response;
	}

	private void assertFellBack(Flux<ChatResponse> stream) {
		List<ChatResponse> chunks = stream.collectList().block();
		assertThat(chunks).hasSizeGreaterThan(1);
		assertFellBack(metadata(chunks.get(chunks.size() - 1)),
				chunks.stream().map(StarterTests::text).collect(Collectors.joining()));
	}

	private void assertFellBack(ChatResponse response) {
		assertFellBack(metadata(response), text(response));
	}

	private void assertFellBack(FallbackMetadata metadata, String text) {
		assertThat(metadata.fallbackCount()).isOne();
		assertThat(metadata.attempts().get(0).provider()).isEqualTo(first());
		assertThat(metadata.attempts().get(0).outcome()).isEqualTo("SERVER_ERROR");
		assertThat(metadata.provider()).isNotEqualTo(first());
		assertThat(text).isEqualTo(metadata.provider().equals("openai") ? "Hello from OpenAI" : "Hello from Anthropic");
		assertThat(SERVERS.anthropicRequests()).isPositive();
		assertThat(SERVERS.openAiRequests()).isPositive();
	}

	private static FallbackMetadata metadata(ChatResponse response) {
		FallbackMetadata metadata = FallbackMetadata.from(response);
		assertThat(metadata).isNotNull();
		return metadata;
	}

	private static String text(ChatResponse response) {
		if (response.getResult() == null) {
			return "";
		}
		String text = response.getResult().getOutput().getText();
		return (text != null) ? text : "";
	}

}
