package io.github.llmfallback.provider;

import java.time.Duration;

import io.github.llmfallback.testsupport.Vendor;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;

/**
 * The provider types that talk to a server, and the family of wire formats of each.
 */
enum Preset {

	OPENAI(ProviderType.OPENAI, Vendor.OPENAI),

	GROQ(ProviderType.GROQ, Vendor.OPENAI),

	CEREBRAS(ProviderType.CEREBRAS, Vendor.OPENAI),

	MISTRAL(ProviderType.MISTRAL, Vendor.OPENAI),

	DEEPSEEK(ProviderType.DEEPSEEK, Vendor.OPENAI),

	OPENAI_COMPATIBLE(ProviderType.OPENAI_COMPATIBLE, Vendor.OPENAI),

	ANTHROPIC(ProviderType.ANTHROPIC, Vendor.ANTHROPIC),

	GEMINI(ProviderType.GEMINI, Vendor.GEMINI),

	OLLAMA(ProviderType.OLLAMA, Vendor.OLLAMA);

	static final String KEY = "key-for-tests";

	static final String MODEL = "configured-model";

	private final ProviderType type;

	private final Vendor vendor;

	Preset(ProviderType type, Vendor vendor) {
		this.type = type;
		this.vendor = vendor;
	}

	ProviderType type() {
		return this.type;
	}

	Vendor vendor() {
		return this.vendor;
	}

	/**
	 * A model with a key, a temperature of 0.25 and at most 50 tokens.
	 * @param server the server's address, without a path
	 */
	ChatModel model(String server, Duration timeout) {
		return create(settings(this.vendor.baseUrl(server), KEY, 0.25, 50, timeout));
	}

	ChatModelSettings settings(String baseUrl, @Nullable String key, @Nullable Double temperature,
			@Nullable Integer maxTokens, Duration timeout) {
		return new ChatModelSettings("test", this.type, baseUrl, key, MODEL, temperature, maxTokens, timeout);
	}

	ChatModel create(ChatModelSettings settings) {
		return factory(ObservationRegistry.NOOP, null).create(settings);
	}

	ChatModelFactory factory(ObservationRegistry observations, @Nullable ChatModelObservationConvention convention) {
		return switch (this.vendor) {
			case OPENAI -> new OpenAiChatModelFactory(observations, convention);
			case ANTHROPIC -> new AnthropicChatModelFactory(observations, convention);
			case GEMINI -> new GeminiChatModelFactory(observations, convention);
			case OLLAMA -> new OllamaChatModelFactory(observations, convention);
		};
	}

}
