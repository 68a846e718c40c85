package io.github.llmfallback.routing;

import java.util.List;
import java.util.function.LongSupplier;

import io.github.llmfallback.provider.Provider;

/**
 * The provider whose recent answers were the fastest first. A provider without a recent
 * answer comes last, but one call at a time tries it first; of several, the one whose
 * last try is the longest ago. Ties keep the declared order.
 */
final class LeastLatencyRouting implements RoutingStrategy {

	private final ProviderFigures figures;

	private final LongSupplier nanoTime;

	private final Trials trials = new Trials();

	private final LowestFirst fastest = new LowestFirst(this::nanosOrLast);

	LeastLatencyRouting(ProviderFigures figures, LongSupplier nanoTime) {
		this.figures = figures;
		this.nanoTime = nanoTime;
	}

	@Override
	public boolean hasPreference() {
		return false;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		List<Provider> providers = request.providers();
		return (providers.size() < 2) ? providers : new FirstAndRest(providers, first(providers), this.fastest::sort);
	}

	private int first(List<Provider> providers) {
		long now = this.nanoTime.getAsLong();
		int fastest = 0;
		long fewestNanos = Long.MAX_VALUE;
		int untested = -1;
		long longestWaiting = -1;
		for (int i = 0; i < providers.size(); i++) {
			Provider provider = providers.get(i);
			long nanos = this.figures.answerNanos(provider, now);
			if (nanos != ProviderFigures.UNTESTED) {
				if (nanos < fewestNanos) {
					fastest = i;
					fewestNanos = nanos;
				}
			}
			else if (this.trials.waitingNanos(provider, now) > longestWaiting && mayBeTried(provider)) {
				untested = i;
				longestWaiting = this.trials.waitingNanos(provider, now);
			}
		}
		return (untested >= 0 && this.trials.begin(providers.get(untested), now)) ? untested : fastest;
	}

	private boolean mayBeTried(Provider provider) {
		return this.figures.inFlight(provider) == 0 && this.figures.isAvailable(provider);
	}

	private long nanosOrLast(Provider provider) {
		long nanos = this.figures.answerNanos(provider, this.nanoTime.getAsLong());
		return (nanos != ProviderFigures.UNTESTED) ? nanos : Long.MAX_VALUE;
	}

}
