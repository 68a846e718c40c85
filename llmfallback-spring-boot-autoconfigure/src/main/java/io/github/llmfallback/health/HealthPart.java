package io.github.llmfallback.health;

/**
 * What can be unwell about a provider.
 */
public enum HealthPart {

	/** The provider as a whole. */
	CIRCUIT,

	/** A key, with every model. */
	KEY,

	/** A model, with every key. */
	MODEL,

	/** One key together with one model. */
	TARGET

}
