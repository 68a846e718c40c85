package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A ledger's store as the contract needs it: emptied, with a clock that can be set and
 * faults that can be caused. One is opened for each test.
 */
public interface LedgerStore extends AutoCloseable {

	/**
	 * What goes wrong with the next access.
	 */
	enum Loss {

		/** The store never hears of the step. */
		REQUEST,

		/** The step takes effect, but its caller does not learn it. */
		ANSWER

	}

	/**
	 * Opens a ledger on this store. Several have the same data if the store is shared.
	 * @param zone where days begin
	 * @param ttl the time to live of reservations
	 * @return a ledger
	 */
	BudgetLedger ledger(ZoneId zone, Duration ttl);

	/**
	 * Sets the clock of the store. It may run on from there in real time.
	 * @param moment what the store takes for the present
	 */
	void turnTo(Instant moment);

	/**
	 * Whether several ledgers have the same data, and the store can fail.
	 */
	boolean isRemote();

	/**
	 * Makes every access fail until {@link #recover()}.
	 */
	void breakDown();

	/**
	 * Ends {@link #breakDown()} and {@link #lose}.
	 */
	void recover();

	/**
	 * Makes one access fail. The ledger may hide it by trying again.
	 * @param loss what goes wrong
	 */
	void lose(Loss loss);

	@Override
	void close();

}
