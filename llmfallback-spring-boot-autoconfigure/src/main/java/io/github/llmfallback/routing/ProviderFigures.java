package io.github.llmfallback.routing;

import io.github.llmfallback.provider.Provider;

/**
 * What is known about providers at this moment, for strategies that go by it.
 * Implementations answer within nanoseconds and are called by many threads at once.
 */
public interface ProviderFigures {

	/** What {@link #answerNanos(Provider, long)} says when nothing recent is known. */
	long UNTESTED = -1;

	/** Nothing is known: every provider is idle and untested. */
	ProviderFigures NONE = new ProviderFigures() {

		@Override
		public int inFlight(Provider provider) {
			return 0;
		}

		@Override
		public long answerNanos(Provider provider, long now) {
			return UNTESTED;
		}

	};

	/**
	 * Attempts under way.
	 * @param provider any provider of the application
	 * @return not negative
	 */
	int inFlight(Provider provider);

	/**
	 * How long the provider would take for an answer of ordinary length, judged by its
	 * recent answers.
	 * @param provider any provider of the application
	 * @param now the time on the clock that the strategies were created with, in
	 * nanoseconds
	 * @return nanoseconds, or {@link #UNTESTED}
	 */
	long answerNanos(Provider provider, long now);

	/**
	 * Whether the provider would be asked if it came first.
	 * @param provider any provider of the application
	 * @return {@code false} while something is known to stand in the way
	 */
	default boolean isAvailable(Provider provider) {
		return true;
	}

}
