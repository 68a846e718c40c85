package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bookings in a ledger whose store may be slow or out of reach: what it cannot be told at
 * once it is told later.
 */
final class StoreBookings implements Bookings {

	/** A store that is well answers sooner, so what a call cost shows when it returns. */
	private static final Duration MOMENT = Duration.ofMillis(200);

	/** Steps that a call makes up for, which has little time. */
	private static final int STEPS_OF_A_CALL = 20;

	private static final Duration NO_CALL = Duration.ofDays(1);

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final BudgetLedger ledger;

	private final LedgerThreads threads;

	private final BudgetListener listener;

	private final Alarms alarms;

	private final OncePerMinute warnings;

	private final Backlog backlog = new Backlog();

	/** Whether the store was out of reach when it was asked last. */
	private volatile boolean away;

	/** Whether nobody makes up any more for what the store misses. */
	private volatile boolean closed;

	/**
	 * Creates the bookings.
	 * @param ledger keeps what is spent
	 * @param listener learns what cost more than was reserved
	 * @param alarms look at how the counters move
	 * @param warnings says once a minute that the store is out of reach
	 */
	StoreBookings(BudgetLedger ledger, BudgetListener listener, Alarms alarms, OncePerMinute warnings) {
		this.ledger = ledger;
		this.threads = new LedgerThreads(ledger);
		this.listener = listener;
		this.alarms = alarms;
		this.warnings = warnings;
	}

	@Override
	public ReservationResult hold(Reservation reservation, Supplier<Duration> timeLeft) {
		try {
			return this.threads.ask((ledger) -> told(() -> hold(ledger, reservation)), () -> share(timeLeft.get()),
					(late, failure) -> {
						if (late instanceof ReservationResult.Granted) {
							giveBack(reservation.id());
						}
					});
		}
		catch (SlowLedgerException ex) {
			learn(ex);
			throw ex;
		}
	}

	private ReservationResult hold(BudgetLedger ledger, Reservation reservation) {
		catchUp(STEPS_OF_A_CALL);
		try {
			return ledger.reserve(reservation);
		}
		catch (LedgerUnavailableException ex) {
			releaseLater(reservation.id());
			throw ex;
		}
	}

	/** Called where the store has just answered, only too late. */
	private void giveBack(String id) {
		try {
			told(() -> released(this.ledger, id));
		}
		catch (RuntimeException ex) {
			releaseLater(id);
		}
	}

	void releaseLater(String id) {
		this.backlog.addDoubtful((ledger) -> released(ledger, id));
	}

	@Override
	public @Nullable LedgerUnavailableException settle(String id, long cost, long reserved, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		LedgerUnavailableException failed = book((ledger) -> ledger.settle(id, cost), counters, timeLeft);
		if (cost > reserved) {
			this.listener.overrun(cost - reserved);
		}
		return failed;
	}

	@Override
	public @Nullable LedgerUnavailableException release(String id, Supplier<Duration> timeLeft) {
		return book((ledger) -> released(ledger, id), CounterGroup.NONE, timeLeft);
	}

	private static List<SpendChange> released(BudgetLedger ledger, String id) {
		ledger.release(id);
		return List.of();
	}

	@Override
	public @Nullable LedgerUnavailableException charge(String id, long cost, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		boolean counted = cost > 0 && !counters.keys().isEmpty();
		return counted ? book((ledger) -> ledger.charge(id, cost, counters.keys()), counters, timeLeft) : null;
	}

	private @Nullable LedgerUnavailableException book(Function<BudgetLedger, List<SpendChange>> step,
			CounterGroup counters, Supplier<Duration> timeLeft) {
		if (this.away && !this.closed) {
			this.backlog.add(step);
			return null;
		}
		try {
			Duration patience = atLeastAMoment(share(timeLeft.get()));
			List<SpendChange> changes = this.threads.ask((ledger) -> told(() -> step.apply(ledger)), () -> patience,
					(late, failure) -> bookedLate(step, counters, late, failure));
			this.alarms.check(changes, counters);
			return null;
		}
		catch (SlowLedgerException ex) {
			learn(ex);
			if (!ex.isOfCall()) {
				warn(ex);
			}
			return ex;
		}
		catch (LedgerUnavailableException ex) {
			bookLater(step, ex);
			return ex;
		}
	}

	/** What the call waits no longer, it has for those who need no store. */
	private static Duration share(Duration timeLeft) {
		return timeLeft.dividedBy(2);
	}

	private static Duration atLeastAMoment(Duration patience) {
		return (patience.compareTo(MOMENT) < 0) ? MOMENT : patience;
	}

	private void bookedLate(Function<BudgetLedger, List<SpendChange>> step, CounterGroup counters,
			@Nullable List<SpendChange> changes, @Nullable Throwable failure) {
		if (changes != null) {
			this.alarms.check(changes, counters);
		}
		else if (failure instanceof LedgerUnavailableException ex) {
			bookLater(step, ex);
		}
		else {
			logger.error("A booking failed and is not counted", failure);
		}
	}

	private void bookLater(Function<BudgetLedger, List<SpendChange>> step, LedgerUnavailableException ex) {
		if (ex instanceof RejectedStepException) {
			logger.error("A booking failed and is not counted", ex);
			return;
		}
		if (this.closed) {
			this.warnings.warn(logger, "lost",
					() -> "What an attempt cost could not be booked and is lost, because the budgets are closed; "
							+ "what was reserved for it will be charged in full: " + ex.getMessage());
			return;
		}
		if (!ex.isOfCall()) {
			warn(ex);
		}
		this.backlog.add(step);
	}

	private void learn(SlowLedgerException ex) {
		if (!ex.isOfCall()) {
			this.away = true;
		}
	}

	private void warn(LedgerUnavailableException ex) {
		this.warnings.warn(logger, "booking", () -> "What an attempt cost could not be booked and will be once "
				+ "the store of the budgets is back: " + ex.getMessage());
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		return this.threads.ask((ledger) -> ledger.usage(keys), () -> NO_CALL, (late, failure) -> {
		});
	}

	private <T> T told(Supplier<T> step) {
		try {
			T result = step.get();
			if (this.away) {
				this.away = false;
			}
			return result;
		}
		catch (LedgerUnavailableException ex) {
			this.away = !(ex instanceof RejectedStepException);
			throw ex;
		}
	}

	void catchUp() {
		catchUp(Integer.MAX_VALUE);
	}

	private void catchUp(int atMost) {
		if (!this.backlog.isEmpty()) {
			this.backlog.catchUp(this.ledger, atMost, this.alarms::check);
		}
	}

	@Override
	public void maintain() {
		try {
			this.alarms.check(told(() -> {
				catchUp();
				return this.ledger.chargeExpired();
			}));
		}
		catch (LedgerUnavailableException ex) {
			this.warnings.warn(logger, "maintenance",
					() -> "The store of the budgets is out of reach: " + ex.getMessage());
		}
	}

	@Override
	public void close() {
		boolean told = this.threads.close();
		this.closed = true;
		LedgerUnavailableException failure = null;
		try {
			catchUp();
		}
		catch (LedgerUnavailableException ex) {
			failure = ex;
		}
		if (!told || !this.backlog.isEmpty()) {
			logger.warn("The store of the budgets is out of reach at the end: what it has not been told is lost, "
					+ "and what is reserved will be charged in full", failure);
		}
	}

}
