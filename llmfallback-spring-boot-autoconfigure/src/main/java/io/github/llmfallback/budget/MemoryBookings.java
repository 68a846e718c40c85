package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Bookings in a ledger that is always there and answers at once.
 *
 * @param ledger keeps what is spent
 * @param listener learns what cost more than was reserved
 * @param alarms look at how the counters move
 */
record MemoryBookings(MemoryLedger ledger, BudgetListener listener, Alarms alarms) implements Bookings {

	@Override
	public ReservationResult hold(Reservation reservation, Supplier<Duration> timeLeft) {
		return this.ledger.reserve(reservation);
	}

	@Override
	public @Nullable LedgerUnavailableException settle(String id, long cost, long reserved, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		this.alarms.check(this.ledger.settle(id, cost), counters);
		if (cost > reserved) {
			this.listener.overrun(cost - reserved);
		}
		return null;
	}

	@Override
	public @Nullable LedgerUnavailableException release(String id, Supplier<Duration> timeLeft) {
		this.ledger.release(id);
		return null;
	}

	@Override
	public @Nullable LedgerUnavailableException charge(String id, long cost, CounterGroup counters,
			Supplier<Duration> timeLeft) {
		if (cost > 0 && !counters.keys().isEmpty()) {
			this.alarms.check(this.ledger.charge(id, cost, counters.keys()), counters);
		}
		return null;
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		return this.ledger.usage(keys);
	}

	@Override
	public List<BudgetUsage> glance(Collection<BudgetKey> keys) {
		return usage(keys);
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		this.ledger.reset(scopes);
	}

	@Override
	public void bringUpToDate() {
		maintain();
	}

	@Override
	public void maintain() {
		this.alarms.check(this.ledger.chargeExpired());
	}

	@Override
	public void close() {
	}

}
