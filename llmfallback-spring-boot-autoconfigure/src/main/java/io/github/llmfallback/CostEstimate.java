package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a call could cost at each provider, before it is made.
 *
 * @param currency the name of the currency
 * @param providers one estimate for each provider, in declared order
 */
public record CostEstimate(String currency, List<ProviderEstimate> providers) {

	public CostEstimate {
		providers = List.copyOf(providers);
	}

	/**
	 * What an attempt at the preferred model of a provider could cost.
	 *
	 * @param provider the provider's name
	 * @param model the model's name
	 * @param inputTokens about how many tokens the prompt has, counted
	 * @param maxOutputTokens the most tokens of the answer
	 * @param atLeast the least it can cost; {@code null} when the price is unknown
	 * @param atMost the most it can cost, which is what a budget reserves at most;
	 * {@code null} when the price is unknown
	 */
	public record ProviderEstimate(String provider, String model, long inputTokens, long maxOutputTokens,
			@Nullable BigDecimal atLeast, @Nullable BigDecimal atMost) {

	}

}
