package io.github.llmfallback.observation;

import io.github.llmfallback.attempt.CallObservation;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.observation.FallbackObservationDocumentation.HighCardinalityKeyNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the prompt and the answer of each call at DEBUG, under the name of
 * {@link CallLog}. For applications that ask for it: both may be private.
 */
public final class ContentLog implements CallObserver {

	private static final Logger logger = LoggerFactory.getLogger(CallLog.LOGGER);

	private static final String CALL_ID = HighCardinalityKeyNames.CALL_ID.asString();

	private final CallObserver observer;

	/**
	 * Creates the log.
	 * @param observer watches the calls as well
	 */
	public ContentLog(CallObserver observer) {
		this.observer = observer;
	}

	@Override
	public CallObservation begin(String callId, CallRequest request) {
		CallObservation observation = this.observer.begin(callId, request);
		if (!logger.isDebugEnabled()) {
			return observation;
		}
		String prompt = request.prompt().getContents();
		logger.atDebug()
			.addKeyValue(CALL_ID, callId)
			.addKeyValue("prompt", prompt)
			.log("Call {} asks: {}", callId, prompt);
		return new Logged(callId, observation);
	}

	private record Logged(String callId, CallObservation observation) implements CallObservation {

		@Override
		public Scope openScope() {
			return this.observation.openScope();
		}

		@Override
		public void delivered(CharSequence text) {
			this.observation.delivered(text);
			String answer = text.toString();
			logger.atDebug().addKeyValue("answer", answer).log("Call {} answers: {}", this.callId, answer);
		}

		@Override
		public void end(CallSummary summary) {
			this.observation.end(summary);
		}

	}

}
