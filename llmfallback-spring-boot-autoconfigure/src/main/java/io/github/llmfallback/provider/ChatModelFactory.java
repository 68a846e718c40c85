package io.github.llmfallback.provider;

import org.springframework.ai.chat.model.ChatModel;

/**
 * Builds the Spring AI chat model of one vendor family, with the client's own retries
 * switched off.
 */
public interface ChatModelFactory {

	/**
	 * Whether this factory builds models of the given type.
	 * @param type a configured type
	 * @return {@code true} for the family's own types
	 */
	boolean supports(ProviderType type);

	/**
	 * Builds a model for one key. Called once per key, at its first use.
	 * @param settings what was configured
	 * @return a model whose client sends each request exactly once
	 */
	ChatModel create(ChatModelSettings settings);

}
