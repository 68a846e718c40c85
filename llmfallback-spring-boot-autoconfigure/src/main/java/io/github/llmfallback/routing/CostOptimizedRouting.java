package io.github.llmfallback.routing;

import java.util.Comparator;
import java.util.List;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.PromptSize;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The cheapest provider for this very request first. A provider whose price is unknown
 * comes after every provider whose price is known.
 */
final class CostOptimizedRouting implements RoutingStrategy {

	private static final long ASSUMED_OUTPUT = 500;

	@Override
	public List<Provider> order(RoutingRequest request) {
		if (request.providers().size() < 2) {
			return request.providers();
		}
		TokenUsage likely = likely(request.prompt());
		return request.providers()
			.stream()
			.map((provider) -> new Priced(provider, cost(provider, likely)))
			.sorted(Comparator.comparingLong(Priced::cost))
			.map(Priced::provider)
			.toList();
	}

	private static TokenUsage likely(Prompt prompt) {
		ChatOptions options = prompt.getOptions();
		Integer maxTokens = (options != null) ? options.getMaxTokens() : null;
		long output = (maxTokens != null && maxTokens > 0) ? maxTokens : ASSUMED_OUTPUT;
		return new TokenUsage(PromptSize.of(prompt).likely(), output);
	}

	private static long cost(Provider provider, TokenUsage usage) {
		Price price = provider.models().get(0).price();
		return (price != null) ? price.cost(usage) : Long.MAX_VALUE;
	}

	private record Priced(Provider provider, long cost) {

	}

}
