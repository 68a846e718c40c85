package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;

/**
 * The tokens an attempt was billed for.
 *
 * @param inputTokens tokens sent; not negative
 * @param outputTokens tokens received; not negative
 */
public record TokenUsage(long inputTokens, long outputTokens) {

	/**
	 * Reads what a provider reported.
	 * @param usage the usage of a response
	 * @return the tokens, or {@code null} when the provider reported none
	 */
	public static @Nullable TokenUsage of(@Nullable Usage usage) {
		if (usage == null || usage instanceof EmptyUsage) {
			return null;
		}
		long input = count(usage.getPromptTokens());
		long output = count(usage.getCompletionTokens());
		return (input + output > 0) ? new TokenUsage(input, output) : null;
	}

	private static long count(@Nullable Integer tokens) {
		return (tokens != null) ? Math.max(0, tokens) : 0;
	}

}
