package io.github.llmfallback.admission;

/**
 * What a call does when nobody who could serve it now is left.
 */
public enum WhenUnavailable {

	/**
	 * Asks the provider that should be well again soonest, at once. Limits are kept: one
	 * that is merely busy is waited for, as long as the call may take.
	 */
	TRY_SOONEST,

	/** Waits for the first to become available, as long as the call may take. */
	WAIT,

	/** Fails. */
	FAIL

}
