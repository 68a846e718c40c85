package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bookings in a ledger whose store may be slow or out of reach: what it cannot be told at
 * once it is told later.
 */
final class StoreBookings implements Bookings {

	/** Steps that a call makes up for, which has little time. */
	private static final int STEPS_OF_A_CALL = 20;

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final BudgetLedger ledger;

	private final LedgerThreads threads;

	private final BudgetListener listener;

	private final Alarms alarms;

	private final OncePerMinute warnings;

	private final Backlog backlog;

	/** Whether the store was out of reach when it was asked last. */
	private volatile boolean away;

	/** How many readings are under way that nobody had time to wait for. */
	private final AtomicInteger glances = new AtomicInteger();

	/**
	 * Creates the bookings.
	 * @param ledger keeps what is spent
	 * @param listener learns what cost more than was reserved
	 * @param alarms look at how the counters move
	 * @param warnings says once a minute that the store is out of reach
	 */
	StoreBookings(BudgetLedger ledger, BudgetListener listener, Alarms alarms, OncePerMinute warnings) {
		this.ledger = ledger;
		this.threads = new LedgerThreads();
		this.listener = listener;
		this.alarms = alarms;
		this.warnings = warnings;
		this.backlog = new Backlog(warnings);
	}

	@Override
	public ReservationResult hold(Reservation reservation, Supplier<Duration> timeLeft) {
		try {
			return this.threads.ask(() -> take(() -> hold(reservation)), () -> Patience.ofQuestion(timeLeft.get()),
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

	private ReservationResult hold(Reservation reservation) {
		catchUp(STEPS_OF_A_CALL);
		try {
			return this.ledger.reserve(reservation);
		}
		catch (LedgerUnavailableException ex) {
			if (!(ex instanceof RejectedStepException)) {
				releaseLater(reservation.id());
			}
			throw ex;
		}
	}

	/** Called where the store has just answered, only too late. */
	private void giveBack(String id) {
		try {
			take(() -> released(id));
		}
		catch (RuntimeException ex) {
			releaseLater(id);
		}
	}

	void releaseLater(String id) {
		this.backlog.addDoubtful(() -> released(id));
	}

	@Override
	public @Nullable LedgerUnavailableException settle(String id, long cost, long reserved, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		LedgerUnavailableException failed = book(() -> this.ledger.settle(id, cost), counters, timeLeft);
		if (cost > reserved) {
			this.listener.overrun(cost - reserved);
		}
		return failed;
	}

	@Override
	public @Nullable LedgerUnavailableException release(String id, Supplier<Duration> timeLeft) {
		return book(() -> released(id), CounterGroup.NONE, timeLeft);
	}

	private List<SpendChange> released(String id) {
		this.ledger.release(id);
		return List.of();
	}

	@Override
	public @Nullable LedgerUnavailableException charge(String id, long cost, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		boolean counted = cost > 0 && !counters.keys().isEmpty();
		return counted ? book(() -> this.ledger.charge(id, cost, counters.keys()), counters, timeLeft) : null;
	}

	private @Nullable LedgerUnavailableException book(Supplier<List<SpendChange>> step, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		if (this.away && this.backlog.isOpen()) {
			this.backlog.add(step);
			return null;
		}
		try {
			List<SpendChange> changes = this.threads.tell(() -> take(step), Patience.ofBooking(timeLeft.get()),
					(late, failure) -> bookedLate(step, counters, late, failure));
			this.alarms.check(changes, counters);
			return null;
		}
		catch (SlowLedgerException ex) {
			learn(ex);
			if (!ex.isOfCall()) {
				this.backlog.warn(ex);
			}
			return ex;
		}
		catch (LedgerUnavailableException ex) {
			this.backlog.add(step, ex);
			return ex;
		}
	}

	private void bookedLate(Supplier<List<SpendChange>> step, CounterGroup counters,
			@Nullable List<SpendChange> changes, @Nullable Throwable failure) {
		if (changes != null) {
			this.alarms.check(changes, counters);
		}
		else if (failure != null) {
			this.backlog.add(step, failure);
		}
	}

	private void learn(SlowLedgerException ex) {
		if (!ex.isOfCall()) {
			this.away = true;
		}
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		return ask(() -> take(() -> this.ledger.usage(keys)));
	}

	@Override
	public @Nullable List<BudgetUsage> glance(Collection<BudgetKey> keys) {
		if (this.away || this.glances.get() > 0) {
			return null;
		}
		try {
			return this.threads.tell(() -> take(() -> this.ledger.usage(keys)), Patience.TELLING,
					(late, failure) -> this.glances.decrementAndGet());
		}
		catch (SlowLedgerException ex) {
			this.glances.incrementAndGet();
			return null;
		}
		catch (LedgerUnavailableException ex) {
			return null;
		}
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		ask(() -> take(() -> {
			this.ledger.reset(scopes);
			return true;
		}));
	}

	@Override
	public void bringUpToDate() {
		ask(() -> {
			maintain();
			return true;
		});
	}

	private <T> T ask(Supplier<T> question) {
		try {
			return this.threads.ask(question, () -> Patience.LONGEST, (late, failure) -> {
			});
		}
		catch (SlowLedgerException ex) {
			learn(ex);
			throw ex;
		}
	}

	/**
	 * Takes a step, and learns whether the store is out of reach.
	 */
	private <T> T take(Supplier<T> step) {
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
			this.backlog.catchUp(atMost, this.alarms::check);
		}
	}

	@Override
	public void maintain() {
		try {
			this.alarms.check(take(() -> {
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
		this.backlog.close();
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
