package io.github.llmfallback.admission;

/**
 * What a call does when nobody who could serve it now is left.
 */
public enum WhenUnavailable {

	/**
	 * Asks the provider that should be well again soonest, at once. Limits are kept:
	 * those that are merely busy are waited for, as long as the call may take, or until
	 * another should be well and for half of that time at most.
	 */
	TRY_SOONEST,

	/** Waits for the first to become available, as long as the call may take. */
	WAIT,

	/** Fails. */
	FAIL

}
