package io.github.llmfallback.budget;

import java.util.concurrent.TimeoutException;

/**
 * The store of a ledger did not answer in time. What it was asked for may still be done.
 */
@SuppressWarnings("serial")
final class SlowLedgerException extends LedgerUnavailableException {

	SlowLedgerException(String message) {
		super(message, new TimeoutException(message));
	}

}
