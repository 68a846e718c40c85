package io.github.llmfallback.routing;

import java.util.Comparator;
import java.util.List;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.RequestSize;
import io.github.llmfallback.provider.Provider;

/**
 * The cheapest provider for this very request first. A provider whose price is unknown
 * comes after every provider whose price is known.
 */
final class CostOptimizedRouting implements RoutingStrategy {

	@Override
	public List<Provider> order(RoutingRequest request) {
		if (request.providers().size() < 2) {
			return request.providers();
		}
		RequestSize size = RequestSize.estimate(request.prompt());
		return request.providers()
			.stream()
			.map((provider) -> new Priced(provider, cost(provider, size)))
			.sorted(Comparator.comparingLong(Priced::cost))
			.map(Priced::provider)
			.toList();
	}

	private static long cost(Provider provider, RequestSize size) {
		Price price = provider.models().get(0).price();
		return (price != null) ? price.cost(size.inputTokens(), 0, size.outputTokens()) : Long.MAX_VALUE;
	}

	private record Priced(Provider provider, long cost) {

	}

}
