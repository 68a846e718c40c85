package io.github.llmfallback.attempt;

/**
 * Ends a stream whose call failed. It never reaches the application: the public API turns
 * the summary into its own exceptions.
 */
@SuppressWarnings("serial")
public final class CallFailedException extends RuntimeException {

	private final CallSummary summary;

	CallFailedException(CallSummary summary) {
		super(null, null, false, false);
		this.summary = summary;
	}

	public CallSummary summary() {
		return this.summary;
	}

}
