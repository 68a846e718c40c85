package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Holds money for attempts, tells the ledger what became of them and raises the alarms
 * that follow. Safe for use by many threads.
 */
interface Bookings {

	/**
	 * Holds money.
	 * @param reservation what to hold
	 * @param timeLeft what the call has left
	 * @return whether it is held
	 * @throws LedgerUnavailableException when the store is out of reach or too slow; what
	 * it may hold nevertheless is given back later
	 */
	ReservationResult hold(Reservation reservation, Supplier<Duration> timeLeft);

	/**
	 * Turns a reservation into spending.
	 * @param cost what the attempt cost, in nano-units
	 * @param reserved what was held for it
	 * @param timeLeft what the call has left
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException settle(String id, long cost, long reserved, CounterGroup counters,
			Supplier<Duration> timeLeft);

	/**
	 * Gives a reservation back.
	 * @param timeLeft what the call has left
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException release(String id, Supplier<Duration> timeLeft);

	/**
	 * Adds spending that was not reserved.
	 * @param cost nano-units
	 * @param timeLeft what the call has left
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException charge(String id, long cost, CounterGroup counters, Supplier<Duration> timeLeft);

	/**
	 * Reads counters.
	 * @throws LedgerUnavailableException when the store is out of reach or too slow
	 */
	List<BudgetUsage> usage(Collection<BudgetKey> keys);

	/**
	 * Reads counters for somebody who has no time to wait.
	 * @return {@code null} when the store is out of reach, or was when it was asked last,
	 * or takes its time
	 */
	@Nullable List<BudgetUsage> glance(Collection<BudgetKey> keys);

	/**
	 * Sets what is spent in the current windows to zero.
	 * @param scopes which; empty for all
	 * @throws LedgerUnavailableException when the store is out of reach or too slow
	 */
	void reset(Collection<BudgetScope> scopes);

	/**
	 * Makes up for what the store missed and charges reservations that nobody ended. Does
	 * nothing while the store is out of reach.
	 */
	void maintain();

	/**
	 * Does so for somebody who waits for it.
	 * @throws LedgerUnavailableException when the store is too slow
	 */
	void bringUpToDate();

	/**
	 * Makes up, for the last time, for what the store missed.
	 */
	void close();

}
