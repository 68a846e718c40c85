package io.github.llmfallback.routing;

import java.util.Comparator;
import java.util.List;

import io.github.llmfallback.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Orders providers by what never changes about them. The order of the last list seen is
 * kept, so that calls that ask the same providers pay for sorting once. Ties keep the
 * declared order.
 */
final class SortedRouting implements RoutingStrategy {

	private final Comparator<Provider> comparator;

	private volatile @Nullable Sorted last;

	SortedRouting(Comparator<Provider> comparator) {
		this.comparator = comparator;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		Sorted sorted = this.last;
		if (sorted == null || sorted.input != request.providers()) {
			sorted = new Sorted(request.providers(), request.providers().stream().sorted(this.comparator).toList());
			this.last = sorted;
		}
		return sorted.output;
	}

	private record Sorted(List<Provider> input, List<Provider> output) {

	}

}
