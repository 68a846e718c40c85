package io.github.llmfallback.cache;

/**
 * Ends the streams of a shared call that failed. It never reaches the application: the
 * public API turns the result into its own exceptions.
 */
@SuppressWarnings("serial")
public final class UnansweredException extends RuntimeException {

	private final SharedResult.Failed result;

	UnansweredException(SharedResult.Failed result) {
		super(null, null, false, false);
		this.result = result;
	}

	public SharedResult.Failed result() {
		return this.result;
	}

}
