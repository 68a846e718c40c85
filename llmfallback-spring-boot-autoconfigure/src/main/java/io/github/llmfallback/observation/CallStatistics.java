package io.github.llmfallback.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;

/**
 * The statistics of every provider.
 */
public final class CallStatistics implements CallListener {

	private final Map<Provider, ProviderStatistics> byProvider = new HashMap<>();

	public CallStatistics(List<Provider> providers) {
		providers.forEach((provider) -> this.byProvider.put(provider, new ProviderStatistics()));
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
	public void attemptStarted(Target target) {
		of(target.provider()).started();
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		of(attempt.target().provider()).finished(attempt);
	}

}
