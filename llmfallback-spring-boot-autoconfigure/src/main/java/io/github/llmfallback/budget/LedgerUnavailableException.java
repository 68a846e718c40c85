package io.github.llmfallback.budget;

/**
 * The store of a ledger could not be asked, or did not answer.
 */
@SuppressWarnings("serial")
public class LedgerUnavailableException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message which store, and what was tried
	 * @param cause what the store's client said
	 */
	public LedgerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
