package io.github.llmfallback;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToLongBiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

import io.github.llmfallback.CostEstimate.ProviderEstimate;
import io.github.llmfallback.pricing.CostBounds;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;

/**
 * Says what a call could cost.
 *
 * @param currency the name of the currency
 * @param providers who could be asked
 * @param outputBound the most tokens that a target would answer a prompt with
 */
record CostEstimator(String currency, List<Provider> providers, ToLongBiFunction<Prompt, Target> outputBound) {

	CostEstimate estimate(Prompt prompt) {
		PromptSize size = PromptSize.of(prompt);
		return new CostEstimate(this.currency,
				this.providers.stream().map((provider) -> estimate(prompt, size, provider.targets().get(0))).toList());
	}

	private ProviderEstimate estimate(Prompt prompt, PromptSize size, Target target) {
		long output = this.outputBound.applyAsLong(prompt, target);
		Price price = target.model().price();
		CostBounds bounds = (price != null) ? CostBounds.counted(price, size, output) : null;
		return new ProviderEstimate(target.provider().name(), target.model().name(), size.estimated(), output,
				(bounds != null) ? decimal(bounds.atLeast()) : null,
				(bounds != null) ? decimal(bounds.atMost()) : null);
	}

	private static @Nullable BigDecimal decimal(long nanos) {
		return Money.toDecimal(nanos);
	}

}
