package io.github.llmfallback.routing;

import java.util.List;

import io.github.llmfallback.provider.Provider;

/**
 * The provider with the fewest attempts under way first. Ties keep the declared order.
 */
final class LeastBusyRouting implements RoutingStrategy {

	private final LowestFirst fewest;

	LeastBusyRouting(ProviderFigures figures) {
		this.fewest = new LowestFirst(figures::inFlight);
	}

	@Override
	public boolean hasPreference() {
		return false;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		List<Provider> providers = request.providers();
		return (providers.size() < 2) ? providers : this.fewest.order(providers);
	}

}
