package io.github.llmfallback.routing;

import io.github.llmfallback.provider.Provider;

/**
 * What is known about providers at this moment, for strategies that go by it.
 * Implementations answer within nanoseconds and are called by many threads at once.
 */
public interface ProviderFigures {

	/** Nothing is known: every provider is idle and untested. */
	ProviderFigures NONE = new ProviderFigures() {

		@Override
		public int inFlight(Provider provider) {
			return 0;
		}

		@Override
		public Pace pace(Provider provider) {
			return (now) -> Pace.UNTESTED;
		}

	};

	/**
	 * Attempts under way.
	 * @param provider any provider of the application
	 * @return not negative
	 */
	int inFlight(Provider provider);

	/**
	 * How fast the provider answers.
	 * @param provider any provider of the application
	 * @return the same pace each time, which tells what is known whenever it is asked
	 */
	Pace pace(Provider provider);

	/**
	 * Whether the provider would be asked if it came first.
	 * @param provider any provider of the application
	 * @return {@code false} while something is known to stand in the way
	 */
	default boolean isAvailable(Provider provider) {
		return true;
	}

}
