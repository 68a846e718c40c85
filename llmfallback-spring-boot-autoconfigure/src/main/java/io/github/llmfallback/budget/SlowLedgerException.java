package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The store of a ledger did not answer in time. What it was asked for may still be done.
 */
@SuppressWarnings("serial")
final class SlowLedgerException extends LedgerUnavailableException {

	private final Patience waited;

	private SlowLedgerException(String message, Patience waited) {
		super(message, new TimeoutException(message));
		this.waited = waited;
	}

	/**
	 * The store was waited for in vain.
	 * @param waited how long
	 */
	static SlowLedgerException after(Patience waited) {
		String time = waited.atMost().toMillis() + " ms";
		return new SlowLedgerException("the budget ledger's store did not answer within "
				+ (waited.isTelling() ? time : "the " + time + " that the call had left for it"), waited);
	}

	/**
	 * Whether the call had too little time for its waiting to say anything about the
	 * store.
	 */
	@Override
	public boolean isOfCall() {
		return !this.waited.isTelling();
	}

	@Override
	public boolean isCuredBy(Duration timeLeft) {
		return isOfCall() && Patience.ofQuestion(timeLeft).exceeds(this.waited);
	}

}
