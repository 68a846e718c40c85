package io.github.llmfallback.health;

/**
 * What a provider's circuit lets through.
 */
public enum CircuitState {

	/** Everything. */
	CLOSED,

	/** Nothing, until its time is over. */
	OPEN,

	/** One request, whose outcome decides whether the circuit closes or opens again. */
	HALF_OPEN

}
