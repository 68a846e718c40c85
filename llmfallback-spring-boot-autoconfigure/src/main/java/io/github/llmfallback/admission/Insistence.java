package io.github.llmfallback.admission;

/**
 * How badly a call needs a target.
 */
public enum Insistence {

	/** There may be others. */
	NORMAL,

	/** The call has asked this target before and has waited as long as it had to. */
	RETRY,

	/** Nobody who is well is left. */
	LAST_RESORT

}
