package io.github.llmfallback.health;

/**
 * One phase of a circuit, from one change to the next. What happens leads to another
 * phase or leaves it as it is.
 */
sealed interface CircuitPhase permits ClosedPhase, OpenPhase, ProbingPhase {

	/**
	 * What the circuit answers to a request now.
	 * @return {@code READY}, {@code PROBE} when {@link #probing()} can follow, or a
	 * refusal
	 */
	Admittance offer();

	/**
	 * A probe starts.
	 */
	default CircuitPhase probing() {
		return this;
	}

	/**
	 * The provider gave an answer.
	 * @param now when it was complete
	 */
	CircuitPhase succeeded(Admittance admitted, long now);

	/**
	 * The provider answered, though not what was asked for.
	 */
	CircuitPhase answered(Admittance admitted);

	/**
	 * The provider failed.
	 * @param counts {@code false} when the call has already counted here
	 */
	CircuitPhase failed(Admittance admitted, boolean counts);

	/**
	 * The request ended and tells nothing.
	 */
	default CircuitPhase released(Admittance admitted) {
		return this;
	}

	CircuitStatus status();

	/**
	 * Another phase has followed.
	 */
	default void ended() {
	}

}
