package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;

/**
 * Ends a stream whose call failed. It never reaches the application: the public API turns
 * the summary into its own exceptions.
 */
@SuppressWarnings("serial")
public final class CallFailedException extends RuntimeException {

	private final CallSummary summary;

	private final @Nullable String partialText;

	CallFailedException(CallSummary summary, @Nullable String partialText) {
		super(null, null, false, false);
		this.summary = summary;
		this.partialText = partialText;
	}

	public CallSummary summary() {
		return this.summary;
	}

	/**
	 * The text that was delivered before the call failed.
	 * @return the text, or {@code null} when none was
	 */
	public @Nullable String partialText() {
		return this.partialText;
	}

}
