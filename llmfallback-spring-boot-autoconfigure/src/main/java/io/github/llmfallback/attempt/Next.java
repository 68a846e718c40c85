package io.github.llmfallback.attempt;

/**
 * What follows a failed attempt.
 */
enum Next {

	/** Ask the same target again. */
	AGAIN,

	/** Ask the same model with another key. */
	KEY,

	/** Ask another model of the provider. */
	MODEL,

	/** Ask the next provider. */
	PROVIDER,

	/** Nobody else could do better: the failure is the caller's. */
	STOP,

	/** Somebody else might do better, but nobody is left or no time is. */
	EXHAUSTED

}
