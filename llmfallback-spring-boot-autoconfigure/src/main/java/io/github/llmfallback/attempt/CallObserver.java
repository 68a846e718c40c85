package io.github.llmfallback.attempt;

/**
 * Watches calls one by one, from the beginning of each to its end. Implementations are
 * quick and throw nothing.
 */
@FunctionalInterface
public interface CallObserver {

	/** Watches nothing. */
	CallObserver NONE = (callId, request) -> CallObservation.NONE;

	/**
	 * A call begins, on the thread and in the context of whoever makes it.
	 * @param callId identifies the call
	 * @param request what is asked for
	 * @return watches the call
	 */
	CallObservation begin(String callId, CallRequest request);

}
