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
	 * Whether the provider is enabled and, as far as anybody knows, well. Whether it may
	 * be paid for and is within its limits is not looked at: that depends on the call,
	 * which asks the next provider where it is not let in.
	 * @param provider any provider of the application
	 * @return {@code false} while calls are kept from the provider for its health
	 */
	default boolean isAvailable(Provider provider) {
		return true;
	}

}
