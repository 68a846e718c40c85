package io.github.llmfallback.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.ai.chat.model.ChatModel;

/**
 * The vendors that can be configured by properties alone. Base URLs are the vendors' own,
 * read from their API references in November 2026.
 */
public enum ProviderType {

	OPENAI("spring-ai-openai", "https://api.openai.com/v1", true),

	ANTHROPIC("spring-ai-anthropic", "https://api.anthropic.com", true),

	GEMINI("spring-ai-google-genai", "https://generativelanguage.googleapis.com", true),

	OLLAMA("spring-ai-ollama", "http://localhost:11434", false),

	GROQ("spring-ai-openai", "https://api.groq.com/openai/v1", true),

	CEREBRAS("spring-ai-openai", "https://api.cerebras.ai/v1", true),

	MISTRAL("spring-ai-openai", "https://api.mistral.ai/v1", true),

	DEEPSEEK("spring-ai-openai", "https://api.deepseek.com/v1", true),

	/** Any server that speaks OpenAI's chat completions; it has no default base URL. */
	OPENAI_COMPATIBLE("spring-ai-openai", null, false),

	/** Answers by itself, without key, network or model. */
	SIMULATED(null, null, false);

	private static final Map<String, ProviderType> CLIENTS = Map.of("org.springframework.ai.openai.OpenAiChatModel",
			OPENAI, "org.springframework.ai.anthropic.AnthropicChatModel", ANTHROPIC,
			"org.springframework.ai.google.genai.GoogleGenAiChatModel", GEMINI,
			"org.springframework.ai.ollama.OllamaChatModel", OLLAMA,
			"org.springframework.ai.mistralai.MistralAiChatModel", MISTRAL,
			"org.springframework.ai.deepseek.DeepSeekChatModel", DEEPSEEK,
			"io.github.llmfallback.provider.simulated.SimulatedChatModel", SIMULATED);

	private final @Nullable String module;

	private final @Nullable String baseUrl;

	private final boolean keyRequired;

	ProviderType(@Nullable String module, @Nullable String baseUrl, boolean keyRequired) {
		this.module = module;
		this.baseUrl = baseUrl;
		this.keyRequired = keyRequired;
	}

	/**
	 * The name used in configuration, {@code openai-compatible} for example.
	 * @return the lower-case name
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The Spring AI module (of group {@code org.springframework.ai}) that must be on the
	 * class path.
	 * @return the artifact name, or {@code null} when none is needed
	 */
	public @Nullable String module() {
		return this.module;
	}

	/**
	 * Where requests go unless configured otherwise.
	 * @return the vendor's own address, or {@code null} when there is none
	 */
	public @Nullable String baseUrl() {
		return this.baseUrl;
	}

	public boolean isKeyRequired() {
		return this.keyRequired;
	}

	/**
	 * Whether it runs on the application's own machines, so that its tokens cost nothing
	 * unless a price is set.
	 * @return {@code true} for Ollama and simulated providers
	 */
	public boolean isLocal() {
		return this == OLLAMA || this == SIMULATED;
	}

	/**
	 * Guesses whose client a chat model is, by the name of its class or of one it
	 * extends: the class itself may be absent.
	 * @param chatModel a chat model of the application
	 * @return the type that the same client is built for, or empty when it is not one of
	 * the known ones
	 */
	public static Optional<ProviderType> of(ChatModel chatModel) {
		for (Class<?> type = AopProxyUtils.ultimateTargetClass(chatModel); type != null; type = type.getSuperclass()) {
			ProviderType known = CLIENTS.get(type.getName());
			if (known != null) {
				return Optional.of(known);
			}
		}
		return Optional.empty();
	}

	public static Optional<ProviderType> find(String id) {
		return Arrays.stream(values()).filter((type) -> type.id().equalsIgnoreCase(id)).findFirst();
	}

	/**
	 * Every name that can be configured.
	 * @return the ids in declaration order
	 */
	public static List<String> ids() {
		return Arrays.stream(values()).map(ProviderType::id).toList();
	}

}
