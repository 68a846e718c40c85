package io.github.llmfallback.routing;

import java.util.List;

import io.github.llmfallback.provider.Provider;

/**
 * Only the most preferred provider: the call fails when that one does.
 */
final class FailFastRouting implements RoutingStrategy {

	private final RoutingStrategy preference;

	FailFastRouting(RoutingStrategy preference) {
		this.preference = preference;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		List<Provider> ordered = this.preference.order(request);
		return (ordered.size() < 2) ? ordered : ordered.subList(0, 1);
	}

}
