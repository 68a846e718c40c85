package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt has cost.
 *
 * @param cost nano-units of the currency, not negative; {@code null} when tokens were
 * used whose price is unknown
 * @param estimated whether tokens had to be estimated, because the provider reported none
 * or not all
 * @param tokens what was paid for; {@code null} when nothing was
 */
public record Bill(@Nullable Long cost, boolean estimated, @Nullable TokenUsage tokens) {

	/** Nothing was billed. */
	public static final Bill NOTHING = new Bill(0L, false, null);

	/**
	 * What the provider reported.
	 * @param price the model's price; {@code null} when unknown
	 * @param usage the tokens
	 */
	public static Bill of(@Nullable Price price, TokenUsage usage) {
		return new Bill((price != null) ? Long.valueOf(price.cost(usage)) : null, false, usage);
	}

	/**
	 * What an attempt is likely to be billed that was answered without a report, or broke
	 * off.
	 * @param price the model's price; {@code null} when unknown
	 * @param prompt what was sent
	 * @param answerTokens about how many tokens had arrived; not negative
	 * @param reported the tokens reported so far; {@code null} when none were
	 */
	public static Bill estimated(@Nullable Price price, PromptSize prompt, long answerTokens,
			@Nullable TokenUsage reported) {
		if (price != null && price.isFree()) {
			return new Bill(0L, true, reported);
		}
		TokenUsage input = (reported != null) ? reported : new TokenUsage(prompt.billable(), 0);
		TokenUsage usage = new TokenUsage(input.inputTokens(), input.cachedInputTokens(), input.cacheWriteTokens(),
				Math.max(input.outputTokens(), answerTokens));
		return new Bill((price != null) ? Long.valueOf(price.cost(usage)) : null, true, usage);
	}

}
