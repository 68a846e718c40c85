package io.github.llmfallback.routing;

import java.util.List;
import java.util.Optional;

import io.github.llmfallback.provider.Provider;

/**
 * Only the most preferred provider that is available: the call fails when that one does.
 * Whether one that is well may be paid for, and is within its limits, shows only when it
 * is to let the call in: the next one is asked when it does not. When none is well, only
 * the most preferred.
 */
final class FailFastRouting implements RoutingStrategy {

	private final RoutingStrategy preference;

	private final ProviderFigures figures;

	FailFastRouting(RoutingStrategy preference, ProviderFigures figures) {
		this.preference = preference;
		this.figures = figures;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		List<Provider> ordered = this.preference.order(request);
		List<Provider> available = ordered.stream().filter(this.figures::isAvailable).toList();
		return (available.isEmpty() && !ordered.isEmpty()) ? ordered.subList(0, 1) : available;
	}

	@Override
	public int maxProviders() {
		return 1;
	}

	@Override
	public Optional<Provider> preferred(RoutingRequest request) {
		return this.preference.preferred(request);
	}

}
