package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The store of a ledger did not answer in time. What it was asked for may still be done.
 */
@SuppressWarnings("serial")
final class SlowLedgerException extends LedgerUnavailableException {

	/** A store that is well answers sooner, even when it is busy. */
	private static final Duration TELLING = Duration.ofMillis(500);

	private final boolean ofCall;

	private SlowLedgerException(String message, boolean ofCall) {
		super(message, new TimeoutException(message));
		this.ofCall = ofCall;
	}

	/**
	 * The store was waited for in vain.
	 * @param waited how long
	 */
	static SlowLedgerException after(Duration waited) {
		boolean ofCall = waited.compareTo(TELLING) < 0;
		String time = Math.max(0, waited.toMillis()) + " ms";
		return new SlowLedgerException("the budget ledger's store did not answer within "
				+ (ofCall ? "the " + time + " that the call had left for it" : time), ofCall);
	}

	/**
	 * Nobody waited any more when it was the step's turn.
	 */
	static SlowLedgerException untried() {
		return new SlowLedgerException("the budget ledger's store was not asked in time", true);
	}

	/**
	 * Whether the call had too little time for its waiting to say anything about the
	 * store.
	 */
	@Override
	public boolean isOfCall() {
		return this.ofCall;
	}

}
