package io.github.llmfallback.health;

/**
 * Whether a target may be asked now. Whoever is admitted reports one outcome to the same
 * target, together with this value.
 */
public enum Admittance {

	/** Admitted: the target is well. */
	READY(true),

	/** Admitted as the one request that finds out whether the provider is well again. */
	PROBE(true),

	/** Admitted although the target is not well, because nothing else is left. */
	ANYWAY(true),

	/** Refused: the provider's circuit is open. */
	CIRCUIT_OPEN(false),

	/** Refused: another request finds out whether the provider is well again. */
	PROBE_RUNNING(false),

	/** Refused: the key, the model or this key with this model is to be left alone. */
	COOLING_DOWN(false);

	private final boolean admitted;

	Admittance(boolean admitted) {
		this.admitted = admitted;
	}

	public boolean isAdmitted() {
		return this.admitted;
	}

}
