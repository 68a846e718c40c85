package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * While a thread works for a call, the id of the call is in the logging context and its
 * observation is the current one.
 */
final class CallScope implements AutoCloseable {

	/**
	 * The name of the call's id in the logging context.
	 */
	static final String CALL_ID = "llm.fallback.call.id";

	private final @Nullable String outerCallId;

	private final CallObservation.Scope observation;

	private CallScope(@Nullable String outerCallId, CallObservation.Scope observation) {
		this.outerCallId = outerCallId;
		this.observation = observation;
	}

	static CallScope open(String callId, CallObservation observation) {
		String outer = MDC.get(CALL_ID);
		MDC.put(CALL_ID, callId);
		return new CallScope(outer, observation.openScope());
	}

	@Override
	public void close() {
		this.observation.close();
		if (this.outerCallId != null) {
			MDC.put(CALL_ID, this.outerCallId);
		}
		else {
			MDC.remove(CALL_ID);
		}
	}

}
