package io.github.llmfallback;

import java.util.List;

import io.github.llmfallback.cache.CacheKey;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Decides which requests may share their answers, and when two of them are the same.
 */
final class RequestKey {

	/** Options that say nothing about when they are equal are not known to be. */
	private static final ClassValue<Boolean> COMPARABLE = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			try {
				return type.getMethod("equals", Object.class).getDeclaringClass() == type;
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException("every class has this method", ex);
			}
		}

	};

	private RequestKey() {
	}

	/**
	 * The key of a request.
	 * @return {@code null} when its answer is for this call alone: tools have side
	 * effects, a rehearsal is no answer, and types that cannot be compared may differ
	 */
	static @Nullable CacheKey of(Prompt prompt) {
		ChatOptions options = prompt.getOptions();
		if (options == null) {
			return CacheKey.of(prompt.getInstructions(), null);
		}
		if (hasTools(options)) {
			return null;
		}
		if (options instanceof FallbackChatOptions own) {
			return of(prompt, own);
		}
		return COMPARABLE.get(options.getClass()) ? CacheKey.of(prompt.getInstructions(), options) : null;
	}

	private static @Nullable CacheKey of(Prompt prompt, FallbackChatOptions options) {
		List<ChatOptions> vendorOptions = options.vendorOptions().isEmpty() ? List.of()
				: options.vendorOptions().stream().<ChatOptions>map((builder) -> builder.clone().build()).toList();
		boolean comparable = vendorOptions.stream()
			.allMatch((vendor) -> !hasTools(vendor) && COMPARABLE.get(vendor.getClass()));
		return (comparable && options.getSimulateFailures().isEmpty())
				? CacheKey.of(prompt.getInstructions(), AnswerOptions.of(options, vendorOptions)) : null;
	}

	private static boolean hasTools(ChatOptions options) {
		return options instanceof ToolCallingChatOptions tools && tools.getToolCallbacks() != null
				&& !tools.getToolCallbacks().isEmpty();
	}

}
