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

	private volatile Paces last = new Paces(List.of(), List.of());

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
		List<Pace> paces = paces(providers);
		long now = this.nanoTime.getAsLong();
		int fastest = 0;
		long fewestNanos = Long.MAX_VALUE;
		int untested = -1;
		long longestWaiting = -1;
		for (int i = 0; i < paces.size(); i++) {
			long nanos = paces.get(i).answerNanos(now);
			if (nanos == Pace.UNTESTED) {
				long waiting = waitingNanos(providers.get(i), now);
				if (waiting > longestWaiting) {
					untested = i;
					longestWaiting = waiting;
				}
			}
			else if (nanos < fewestNanos) {
				fastest = i;
				fewestNanos = nanos;
			}
		}
		return (untested >= 0 && this.trials.begin(providers.get(untested), now)) ? untested : fastest;
	}

	/**
	 * The paces of the providers, which are those of the last call as a rule.
	 */
	private List<Pace> paces(List<Provider> providers) {
		Paces paces = this.last;
		if (paces.providers != providers) {
			paces = new Paces(providers, providers.stream().map(this.figures::pace).toList());
			this.last = paces;
		}
		return paces.inOrder;
	}

	/**
	 * How long an untested provider has been waiting for a try.
	 * @return nanoseconds, negative when it is not to be tried now
	 */
	private long waitingNanos(Provider provider, long now) {
		long waiting = this.trials.waitingNanos(provider, now);
		boolean mayBeTried = waiting >= 0 && this.figures.inFlight(provider) == 0 && this.figures.isAvailable(provider);
		return mayBeTried ? waiting : -1;
	}

	private long nanosOrLast(Provider provider) {
		long nanos = this.figures.pace(provider).answerNanos(this.nanoTime.getAsLong());
		return (nanos != Pace.UNTESTED) ? nanos : Long.MAX_VALUE;
	}

	/**
	 * How fast providers are.
	 *
	 * @param providers the list, told from others by its identity
	 * @param inOrder the pace of each
	 */
	private record Paces(List<Provider> providers, List<Pace> inOrder) {

	}

}
