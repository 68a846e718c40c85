package io.github.llmfallback.budget;

/**
 * The store of a ledger answered that it cannot keep what it was given, a tag value in
 * letters that it does not know for example. The step would fail for ever.
 */
@SuppressWarnings("serial")
public class RejectedStepException extends LedgerUnavailableException {

	/**
	 * Creates the exception.
	 * @param message which store, and what was tried
	 * @param cause what the store's client said
	 */
	public RejectedStepException(String message, Throwable cause) {
		super(message, cause);
	}

	@Override
	public boolean isOfCall() {
		return true;
	}

}
