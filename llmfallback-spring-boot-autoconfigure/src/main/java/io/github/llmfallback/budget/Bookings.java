package io.github.llmfallback.budget;

import java.util.List;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger what became of attempts, or later when its store is out of reach, and
 * raises the alarms that follow. Safe for use by many threads.
 */
final class Bookings {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final BudgetLedger ledger;

	private final BudgetListener listener;

	private final Alarms alarms;

	private final OncePerMinute warnings;

	private final Backlog backlog = new Backlog();

	/**
	 * Creates the bookings.
	 * @param ledger keeps what is spent
	 * @param listener learns what cost more than was reserved
	 * @param alarms look at how the counters move
	 * @param warnings says once a minute that the store is out of reach
	 */
	Bookings(BudgetLedger ledger, BudgetListener listener, Alarms alarms, OncePerMinute warnings) {
		this.ledger = ledger;
		this.listener = listener;
		this.alarms = alarms;
		this.warnings = warnings;
	}

	/**
	 * Turns a reservation into spending.
	 * @param cost what the attempt cost, in nano-units
	 * @param reserved what was held for it
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException settle(String id, long cost, long reserved, CounterGroup counters) {
		if (cost > reserved) {
			this.listener.overrun(cost - reserved);
		}
		return book((ledger) -> ledger.settle(id, cost), counters);
	}

	/**
	 * Gives a reservation back.
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException release(String id) {
		return book((ledger) -> released(ledger, id), CounterGroup.NONE);
	}

	/**
	 * Gives a reservation back that the store may have made although its answer did not
	 * arrive.
	 */
	void releaseLater(String id) {
		this.backlog.addDoubtful((ledger) -> released(ledger, id));
	}

	private static List<SpendChange> released(BudgetLedger ledger, String id) {
		ledger.release(id);
		return List.of();
	}

	/**
	 * Adds spending that was not reserved.
	 * @param cost nano-units
	 * @return what the store said when it was found out of reach
	 */
	@Nullable LedgerUnavailableException charge(String id, long cost, CounterGroup counters) {
		boolean counted = cost > 0 && !counters.keys().isEmpty();
		return counted ? book((ledger) -> ledger.charge(id, cost, counters.keys()), counters) : null;
	}

	private @Nullable LedgerUnavailableException book(Function<BudgetLedger, List<SpendChange>> step,
			CounterGroup counters) {
		LedgerUnavailableException failed = null;
		if (this.backlog.isEmpty()) {
			try {
				this.alarms.check(step.apply(this.ledger), counters);
				return null;
			}
			catch (LedgerUnavailableException ex) {
				failed = ex;
				this.warnings.warn(logger, "booking", () -> "What an attempt cost could not be booked and will be once "
						+ "the store of the budgets is back: " + ex.getMessage());
			}
		}
		this.backlog.add(step);
		return failed;
	}

	/**
	 * Makes up for what the store missed.
	 * @throws LedgerUnavailableException when it is still out of reach
	 */
	void catchUp() {
		if (!this.backlog.isEmpty()) {
			this.backlog.catchUp(this.ledger, this.alarms::check);
		}
	}

	/**
	 * Makes up for what the store missed and charges reservations that nobody ended. Does
	 * nothing while the store is out of reach, and never fails: whoever repeats it would
	 * stop.
	 */
	void maintain() {
		try {
			catchUp();
			this.alarms.check(this.ledger.chargeExpired());
		}
		catch (LedgerUnavailableException ex) {
			this.warnings.warn(logger, "maintenance",
					() -> "The store of the budgets is out of reach: " + ex.getMessage());
		}
		catch (RuntimeException ex) {
			this.warnings.warn(logger, "failed maintenance", () -> "The budgets could not be looked after", ex);
		}
	}

	/**
	 * Makes up, for the last time, for what the store missed.
	 */
	void close() {
		try {
			catchUp();
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("The store of the budgets is out of reach at the end: what it has not been told is lost, "
					+ "and what is reserved will be charged in full", ex);
		}
	}

}
