package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;

/**
 * What a provider reported, with nonsense removed.
 * <ul>
 * <li>OpenAI, the servers that speak its language, and Google count cached tokens among
 * those of the prompt; Anthropic and Amazon Bedrock count them apart.</li>
 * <li>Google and some servers that speak OpenAI's language count thinking in the total
 * alone.</li>
 * </ul>
 *
 * @param prompt tokens of the prompt
 * @param completion tokens of the answer
 * @param total tokens of both
 * @param cacheRead tokens read from a cache
 * @param cacheWrite tokens written to a cache
 * @param cacheApart whether the vendor is known to count the cached tokens apart
 * @param vendorKnown whether the vendor is known at all
 */
record ReportedUsage(long prompt, long completion, long total, long cacheRead, long cacheWrite, boolean cacheApart,
		boolean vendorKnown) {

	private static final String ANTHROPIC = "com.anthropic.";

	private static final String BEDROCK = "software.amazon.awssdk.services.bedrockruntime.";

	/**
	 * The vendor is told from the class of the native usage by its name alone, because
	 * the class itself may be absent.
	 */
	static ReportedUsage of(Usage usage) {
		Object witness = usage.getNativeUsage();
		String vendor = (witness != null) ? witness.getClass().getName() : "";
		return new ReportedUsage(count(usage.getPromptTokens()), count(usage.getCompletionTokens()),
				count(usage.getTotalTokens()), count(usage.getCacheReadInputTokens()),
				count(usage.getCacheWriteInputTokens()), countsCacheApart(vendor), witness != null);
	}

	static boolean isReported(Usage usage) {
		return !(usage instanceof EmptyUsage)
				&& (count(usage.getPromptTokens()) > 0 || count(usage.getCompletionTokens()) > 0
						|| count(usage.getCacheReadInputTokens()) > 0 || count(usage.getCacheWriteInputTokens()) > 0);
	}

	static boolean countsCacheApart(String nativeUsage) {
		return nativeUsage.startsWith(ANTHROPIC) || nativeUsage.startsWith(BEDROCK);
	}

	private static long count(@Nullable Number tokens) {
		return (tokens != null) ? Math.max(0, tokens.longValue()) : 0;
	}

	@Nullable TokenUsage toTokenUsage() {
		if (this.prompt == 0 && this.completion == 0 && this.cacheRead == 0 && this.cacheWrite == 0) {
			return null;
		}
		return isCacheApart() ? new TokenUsage(this.prompt, this.cacheRead, this.cacheWrite, this.completion)
				: withCacheInPrompt();
	}

	/**
	 * More cached tokens than the prompt has cannot be among them.
	 */
	private boolean isCacheApart() {
		return this.cacheApart || (!this.vendorKnown && Math.max(this.cacheRead, this.cacheWrite) > this.prompt);
	}

	private TokenUsage withCacheInPrompt() {
		long read = Math.min(this.cacheRead, this.prompt);
		long written = Math.min(this.cacheWrite, this.prompt - read);
		return new TokenUsage(this.prompt - read - written, read, written,
				Math.max(this.completion, this.total - this.prompt));
	}

}
