package io.github.llmfallback.budget;

import java.util.Collection;
import java.util.List;

/**
 * Keeps what is spent and reserved. Each step is atomic: over threads, and where several
 * instances of an application share a store, over instances. For every limited counter
 * {@code spent + reserved <= limit} holds after every step, unless an attempt cost more
 * than was reserved for it. The clock of the store, not that of the caller, decides in
 * which window money is reserved; it is charged to the same one, however long the attempt
 * takes. Figures stop at {@link Long#MAX_VALUE}. Safe for use by many threads.
 * <p>
 * Reservations and charges share their ids. An id that was settled, released or charged
 * is remembered for the time to live of reservations at least, unless a ledger says
 * otherwise, and nothing is held or charged under it meanwhile.
 */
public interface BudgetLedger {

	/**
	 * Holds money in all counters or in none.
	 * @param reservation what to hold; an amount of zero always fits
	 * @return whether it is held; granted again, and not held twice, for an id that is
	 * held or remembered
	 * @throws LedgerUnavailableException when the store could not be asked; nothing is
	 * held, or what is held expires
	 */
	ReservationResult reserve(Reservation reservation);

	/**
	 * Turns a reservation into spending. One that has expired and was charged in full is
	 * charged again only what the cost exceeds it by; one that has expired but was not
	 * charged yet is settled like any other; one that is not known, or was settled or
	 * released before, changes nothing.
	 * @param reservationId the reservation
	 * @param cost what the attempt cost, in nano-units of the currency; charged in full
	 * even when it is more than was reserved; not negative
	 * @return how the counters moved; empty when nothing was charged
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	List<SpendChange> settle(String reservationId, long cost);

	/**
	 * Gives a reservation back because nothing was billed. One that is not known, or was
	 * settled, released or charged before, changes nothing.
	 * @param reservationId the reservation
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	void release(String reservationId);

	/**
	 * Adds spending that was not reserved: what was counted while the store was out of
	 * reach.
	 * @param id unique; an id that is held or remembered changes nothing
	 * @param cost nano-units of the currency, charged whatever the limits; not negative
	 * @param keys the counters, each at most once
	 * @return how the counters moved; empty when nothing was charged
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys);

	/**
	 * Charges in full every reservation that has outlived its time to live, because its
	 * owner has crashed or lost the store, and forgets what need not be remembered. To be
	 * called now and then by every instance.
	 * @return how the counters moved
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	List<SpendChange> chargeExpired();

	/**
	 * Reads counters.
	 * @param keys the counters
	 * @return what each says in its current window, in the order of the keys
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	List<BudgetUsage> usage(Collection<BudgetKey> keys);

	/**
	 * Sets what is spent in the current windows to zero. What is reserved stays so.
	 * @param scopes whose counters are reset, in every window; empty for all scopes
	 * @throws LedgerUnavailableException when the store could not be asked
	 */
	void reset(Collection<BudgetScope> scopes);

}
