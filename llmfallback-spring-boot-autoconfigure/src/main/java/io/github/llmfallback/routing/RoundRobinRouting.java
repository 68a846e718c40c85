package io.github.llmfallback.routing;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.provider.Provider;

/**
 * Each call starts one provider further than the call before.
 */
final class RoundRobinRouting implements RoutingStrategy {

	private final AtomicInteger calls = new AtomicInteger();

	@Override
	public boolean hasPreference() {
		return false;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		int size = request.providers().size();
		return (size < 2) ? request.providers()
				: new Rotated(request.providers(), Math.floorMod(this.calls.getAndIncrement(), size));
	}

	private static final class Rotated extends AbstractList<Provider> implements RandomAccess {

		private final List<Provider> providers;

		private final int start;

		Rotated(List<Provider> providers, int start) {
			this.providers = providers;
			this.start = start;
		}

		@Override
		public Provider get(int index) {
			return this.providers.get((this.start + index) % this.providers.size());
		}

		@Override
		public int size() {
			return this.providers.size();
		}

	}

}
