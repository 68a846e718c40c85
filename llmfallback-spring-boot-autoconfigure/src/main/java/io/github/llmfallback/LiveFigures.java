package io.github.llmfallback;

import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.observation.CallStatistics;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.routing.Pace;
import io.github.llmfallback.routing.ProviderFigures;

/**
 * What strategies may know about providers.
 *
 * @param statistics counts what happens
 * @param gates know who is well
 */
record LiveFigures(CallStatistics statistics, Gates gates) implements ProviderFigures {

	@Override
	public int inFlight(Provider provider) {
		return this.statistics.inFlight(provider);
	}

	@Override
	public Pace pace(Provider provider) {
		return this.statistics.pace(provider);
	}

	@Override
	public boolean isAvailable(Provider provider) {
		return this.gates.of(provider).isWell();
	}

}
