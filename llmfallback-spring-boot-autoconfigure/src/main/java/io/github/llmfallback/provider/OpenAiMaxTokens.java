package io.github.llmfallback.provider;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * OpenAI has two names for the bound of an answer and rejects requests that hold both.
 * Its own service takes {@code max_completion_tokens} for every chat model and refuses
 * {@code max_tokens} for the reasoning ones (OpenAI API reference, November 2026);
 * compatible servers know {@code max_tokens}.
 */
final class OpenAiMaxTokens {

	private OpenAiMaxTokens() {
	}

	static @Nullable Integer read(ChatOptions own) {
		if (own instanceof OpenAiChatOptions openAi && openAi.getMaxCompletionTokens() != null) {
			return openAi.getMaxCompletionTokens();
		}
		return own.getMaxTokens();
	}

	/**
	 * Sets the bound under the name that the delegate uses, and only under that one.
	 * @return {@code false} when the builder is not OpenAI's
	 */
	static boolean write(ChatOptions.Builder<?> builder, ChatOptions own, Integer maxTokens, Target target) {
		if (!(builder instanceof OpenAiChatOptions.Builder openAi) || !(own instanceof OpenAiChatOptions options)) {
			return false;
		}
		openAi.maxCompletionTokens(null).maxTokens(null);
		if (options.getMaxCompletionTokens() != null || target.provider().type().equals(ProviderType.OPENAI.id())) {
			openAi.maxCompletionTokens(maxTokens);
		}
		else {
			openAi.maxTokens(maxTokens);
		}
		return true;
	}

}
