package io.github.llmfallback.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.routing.Pace;
import io.github.llmfallback.routing.ProviderFigures;

/**
 * The statistics of every provider.
 */
public final class CallStatistics implements CallListener, ProviderFigures {

	private final Map<Provider, ProviderStatistics> byProvider = new HashMap<>();

	public CallStatistics(List<Provider> providers) {
		this(providers, System::nanoTime);
	}

	/**
	 * Creates empty statistics.
	 * @param providers those that are counted
	 * @param nanoTime the clock that tells recent answers from old ones
	 */
	public CallStatistics(List<Provider> providers, LongSupplier nanoTime) {
		providers.forEach((provider) -> this.byProvider.put(provider, new ProviderStatistics(nanoTime)));
	}

	/**
	 * The statistics of a provider.
	 * @param provider one of those given at construction
	 * @return live counters
	 * @throws IllegalArgumentException for any other provider
	 */
	public ProviderStatistics of(Provider provider) {
		ProviderStatistics statistics = this.byProvider.get(provider);
		if (statistics == null) {
			throw new IllegalArgumentException("unknown provider '" + provider.name() + "'");
		}
		return statistics;
	}

	@Override
	public int inFlight(Provider provider) {
		return of(provider).inFlight();
	}

	@Override
	public Pace pace(Provider provider) {
		return of(provider).pace();
	}

	@Override
	public void attemptStarted(Target target) {
		of(target.provider()).started();
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		of(attempt.target().provider()).finished(attempt);
	}

}
