package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The store of a ledger did not answer in time. What it was asked for may still be done.
 */
@SuppressWarnings("serial")
final class SlowLedgerException extends LedgerUnavailableException {

	private final boolean ofCall;

	private SlowLedgerException(String message, boolean ofCall) {
		super(message, new TimeoutException(message));
		this.ofCall = ofCall;
	}

	/**
	 * The store took longer than anybody waits.
	 */
	static SlowLedgerException after(Duration patience) {
		return new SlowLedgerException("the budget ledger's store did not answer within " + patience.toMillis() + " ms",
				false);
	}

	/**
	 * The time of the call was up first, which says nothing about the store.
	 */
	static SlowLedgerException forCall(Duration left) {
		return new SlowLedgerException("the budget ledger's store did not answer within the "
				+ Math.max(0, left.toMillis()) + " ms that the call had left", true);
	}

	boolean isOfCall() {
		return this.ofCall;
	}

}
