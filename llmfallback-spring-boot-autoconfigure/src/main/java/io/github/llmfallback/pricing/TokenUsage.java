package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;

/**
 * The tokens an attempt was billed for. Each token counts once.
 *
 * @param inputTokens tokens sent that no cache was involved in; not negative
 * @param cachedInputTokens tokens sent that were read from the provider's prompt cache;
 * not negative
 * @param cacheWriteTokens tokens sent that were written to the provider's prompt cache;
 * not negative
 * @param outputTokens tokens received, those of the model's thinking included; not
 * negative
 */
public record TokenUsage(long inputTokens, long cachedInputTokens, long cacheWriteTokens, long outputTokens) {

	public TokenUsage {
		if (inputTokens < 0 || cachedInputTokens < 0 || cacheWriteTokens < 0 || outputTokens < 0) {
			throw new IllegalArgumentException("a number of tokens must not be negative");
		}
	}

	/**
	 * The tokens of an attempt without a cache.
	 * @param inputTokens tokens sent; not negative
	 * @param outputTokens tokens received; not negative
	 */
	public TokenUsage(long inputTokens, long outputTokens) {
		this(inputTokens, 0, 0, outputTokens);
	}

	/**
	 * Reads what a provider reported, in the sense in which its vendor means it. Figures
	 * that contradict each other are harmless.
	 * @param usage the usage of a response
	 * @return the tokens, or {@code null} when the provider reported none
	 */
	public static @Nullable TokenUsage of(@Nullable Usage usage) {
		return (usage != null) ? ReportedUsage.of(usage).toTokenUsage() : null;
	}

	/**
	 * Whether a provider reported any tokens, which most chunks of a stream do not.
	 * @param usage the usage of a response
	 * @return whether {@link #of(Usage)} finds any
	 */
	public static boolean isReported(@Nullable Usage usage) {
		return usage != null && ReportedUsage.isReported(usage);
	}

	/**
	 * All tokens sent, cached or not.
	 * @return at most {@link Long#MAX_VALUE}
	 */
	public long allInputTokens() {
		long all = this.inputTokens;
		for (long part : new long[] { this.cachedInputTokens, this.cacheWriteTokens }) {
			all = (all > Long.MAX_VALUE - part) ? Long.MAX_VALUE : all + part;
		}
		return all;
	}

}
