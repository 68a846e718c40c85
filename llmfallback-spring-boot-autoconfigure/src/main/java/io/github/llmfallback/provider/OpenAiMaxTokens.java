package io.github.llmfallback.provider;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * OpenAI has two names for the bound of an answer and rejects requests that hold both.
 * Its own service takes {@code max_completion_tokens} for every chat model and refuses
 * {@code max_tokens} for the reasoning ones (OpenAI API reference, November 2026). The
 * vendors that speak its protocol know {@code max_tokens}; Mistral rejects the other
 * name. Where the server is not known, OpenAI's reasoning models are known by their
 * names; for any other, the name that somebody chose stands. The base URL in the options
 * tells nothing: Spring Boot's chat model has none there, wherever it is sent.
 */
final class OpenAiMaxTokens {

	/** Also fine-tuned, and in a catalog of several vendors; Azure writes 35 for 3.5. */
	private static final Pattern REASONING_MODEL = Pattern.compile("(?:openai/|ft:)?(?:gpt-[5-9](?!\\d)|o\\d).*");

	private OpenAiMaxTokens() {
	}

	static @Nullable Integer read(ChatOptions options) {
		Integer completionTokens = completionTokens(options);
		return (completionTokens != null) ? completionTokens : options.getMaxTokens();
	}

	/**
	 * Sets the bound under one of its names and clears the other.
	 * @param builder the options to send
	 * @param maxTokens the bound
	 * @param type the id of the provider's type
	 * @param model who is asked; {@code null} where the request will tell
	 * @param chosen options in which somebody may have chosen a name
	 * @return {@code false} when the builder is not OpenAI's
	 */
	static boolean write(ChatOptions.Builder<?> builder, Integer maxTokens, String type, @Nullable String model,
			ChatOptions... chosen) {
		if (!(builder instanceof OpenAiChatOptions.Builder openAi)) {
			return false;
		}
		openAi.maxCompletionTokens(null).maxTokens(null);
		if (asCompletionTokens(type, model, chosen)) {
			openAi.maxCompletionTokens(maxTokens);
		}
		else {
			openAi.maxTokens(maxTokens);
		}
		return true;
	}

	private static boolean asCompletionTokens(String type, @Nullable String model, ChatOptions... chosen) {
		return switch (ProviderType.find(type).orElse(ProviderType.OPENAI_COMPATIBLE)) {
			case OPENAI -> true;
			case GROQ, CEREBRAS, MISTRAL, DEEPSEEK -> false;
			default -> isReasoningModel(model) || anyCompletionTokens(chosen);
		};
	}

	private static boolean isReasoningModel(@Nullable String model) {
		return model != null && REASONING_MODEL.matcher(model).matches();
	}

	private static boolean anyCompletionTokens(ChatOptions... chosen) {
		for (ChatOptions options : chosen) {
			if (completionTokens(options) != null) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Integer completionTokens(ChatOptions options) {
		return (options instanceof OpenAiChatOptions openAi) ? openAi.getMaxCompletionTokens() : null;
	}

}
