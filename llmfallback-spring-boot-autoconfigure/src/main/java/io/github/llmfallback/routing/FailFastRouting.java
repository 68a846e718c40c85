package io.github.llmfallback.routing;

import java.util.List;
import java.util.Optional;

import io.github.llmfallback.provider.Provider;

/**
 * Only the most preferred provider that is available: the call fails when that one does.
 * When none is available, only the most preferred.
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
		for (int i = 0; i < ordered.size(); i++) {
			if (this.figures.isAvailable(ordered.get(i))) {
				return ordered.subList(i, i + 1);
			}
		}
		return ordered.isEmpty() ? ordered : ordered.subList(0, 1);
	}

	@Override
	public Optional<Provider> preferred(RoutingRequest request) {
		return this.preference.preferred(request);
	}

}
