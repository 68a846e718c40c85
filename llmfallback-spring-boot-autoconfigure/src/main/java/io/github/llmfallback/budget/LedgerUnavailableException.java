package io.github.llmfallback.budget;

import java.time.Duration;

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

	/**
	 * Whether this says something about the call alone, and nothing about how the store
	 * will answer the next one.
	 */
	public boolean isOfCall() {
		return false;
	}

	/**
	 * Whether only time was missing, so that it is worth asking again.
	 * @param timeLeft what the call has left by now
	 * @return {@code true} when it would wait longer than was waited in vain
	 */
	public boolean isCuredBy(Duration timeLeft) {
		return false;
	}

}
