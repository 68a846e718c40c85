package io.github.llmfallback.provider;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChatModelFactoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@Test
	void everyTypeThatTalksToAVendorHasExactlyOneFactory() {
		List<ChatModelFactory> factories = List.of(new OpenAiChatModelFactory(ObservationRegistry.NOOP, null),
				new AnthropicChatModelFactory(ObservationRegistry.NOOP, null),
				new GeminiChatModelFactory(ObservationRegistry.NOOP, null),
				new OllamaChatModelFactory(ObservationRegistry.NOOP, null));
		Map<ProviderType, Long> supporting = new EnumMap<>(ProviderType.class);
		for (ProviderType type : ProviderType.values()) {
			supporting.put(type, factories.stream().filter((factory) -> factory.supports(type)).count());
		}
		assertThat(supporting.remove(ProviderType.SIMULATED)).isZero();
		assertThat(supporting).allSatisfy((type, count) -> assertThat(count).isOne());
	}

	@ParameterizedTest
	@EnumSource
	void aModelSaysWhatItWasConfiguredWith(Preset preset) {
		assertThat(preset.model("http://localhost", TIMEOUT).getOptions()).satisfies((options) -> {
			assertThat(options.getModel()).isEqualTo(Preset.MODEL);
			assertThat(options.getTemperature()).isEqualTo(0.25);
			assertThat(options.toString()).doesNotContain(Preset.KEY);
		});
	}

	@Test
	void withoutABaseUrlRequestsGoToTheVendor() {
		assertThat(settings(ProviderType.GROQ, null).endpoint()).isEqualTo("https://api.groq.com/openai/v1");
		assertThat(settings(ProviderType.GROQ, "http://proxy").endpoint()).isEqualTo("http://proxy");
		assertThatIllegalStateException().isThrownBy(() -> settings(ProviderType.OPENAI_COMPATIBLE, null).endpoint())
			.withMessageContaining("'mine'");
	}

	@ParameterizedTest
	@EnumSource(names = { "ANTHROPIC", "GEMINI" })
	void hostNameWithAnUnderscoreIsLookedUp(Preset preset) {
		ChatModel chatModel = preset.model("http://a_host.invalid", TIMEOUT);
		assertThatThrownBy(() -> chatModel.call(new Prompt("Hi"))).hasRootCauseInstanceOf(UnknownHostException.class);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "ANTHROPIC", "GEMINI" })
	void hostNameWithAnUnderscoreIsUnknownToOtherClients(Preset preset) {
		assertThatThrownBy(() -> preset.model("http://a_host.invalid", TIMEOUT).call(new Prompt("Hi")))
			.isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
	}

	@Test
	void addressOfOllamaMayHaveAQuery() {
		try (VendorServer server = VendorServer.start(Vendor.OLLAMA).answers("Hi")) {
			Preset.OLLAMA.create(settings(ProviderType.OLLAMA, server.baseUrl() + "?tenant=a")).call(new Prompt("Hi"));
			assertThat(server.lastRequest().path()).isEqualTo("/api/chat?tenant=a");
		}
	}

	@Test
	void settingsDoNotShowTheirKey() {
		assertThat(settings(ProviderType.GROQ, null)).asString().contains("mine", "groq").doesNotContain(Preset.KEY);
	}

	private static ChatModelSettings settings(ProviderType type, String baseUrl) {
		return new ChatModelSettings("mine", type, baseUrl, Preset.KEY, "model", null, null, TIMEOUT);
	}

}
