package io.github.llmfallback.observation;

import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallSummary;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an observed call.
 */
public class FallbackObservationContext extends Observation.Context {

	private final String callId;

	private final CallRequest request;

	private @Nullable CallSummary summary;

	/**
	 * Creates the context of a call that begins.
	 * @param callId identifies the call
	 * @param request what is asked for
	 */
	public FallbackObservationContext(String callId, CallRequest request) {
		this.callId = callId;
		this.request = request;
	}

	public String getCallId() {
		return this.callId;
	}

	public CallRequest getRequest() {
		return this.request;
	}

	/**
	 * How the call ended.
	 * @return {@code null} while it is under way
	 */
	public @Nullable CallSummary getSummary() {
		return this.summary;
	}

	public void setSummary(CallSummary summary) {
		this.summary = summary;
	}

}
