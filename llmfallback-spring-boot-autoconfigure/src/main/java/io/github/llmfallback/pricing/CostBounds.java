package io.github.llmfallback.pricing;

/**
 * What a request can cost before it is sent, in nano-units.
 *
 * @param atLeast the least; not negative
 * @param atMost the most; not less than the least
 */
public record CostBounds(long atLeast, long atMost) {

	/**
	 * Bounds found without counting tokens, in microseconds.
	 * @param price the model's price
	 * @param size the size of the prompt
	 * @param outputTokens the most output tokens; not negative
	 * @return wide bounds
	 */
	public static CostBounds cheap(Price price, PromptSize size, long outputTokens) {
		return new CostBounds(price.atLeast(size.atLeast()), price.atMost(size.atMost(), outputTokens));
	}

	/**
	 * Bounds for which tokens are counted, which takes milliseconds for long prompts.
	 * @param price the model's price
	 * @param size the size of the prompt
	 * @param outputTokens the most output tokens; not negative
	 * @return narrower bounds
	 */
	public static CostBounds counted(Price price, PromptSize size, long outputTokens) {
		return new CostBounds(price.atLeast(size.atLeast()), price.atMost(size.counted(), outputTokens));
	}

}
