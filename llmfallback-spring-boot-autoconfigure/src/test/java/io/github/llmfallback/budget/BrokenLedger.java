package io.github.llmfallback.budget;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A ledger that is out of reach now and then.
 */
final class BrokenLedger implements BudgetLedger {

	private final BudgetLedger ledger;

	boolean down;

	/** Takes the step, but its answer is lost. */
	boolean deaf;

	/** What every step fails with, whether it is out of reach or not. */
	@Nullable RuntimeException failure;

	int steps;

	BrokenLedger(BudgetLedger ledger) {
		this.ledger = ledger;
	}

	private <T> T step(Supplier<T> step) {
		this.steps++;
		if (this.failure != null) {
			throw this.failure;
		}
		T result = (!this.down || this.deaf) ? step.get() : null;
		if (this.down) {
			throw new LedgerUnavailableException("gone", new IllegalStateException("down"));
		}
		return result;
	}

	@Override
	public ReservationResult reserve(Reservation reservation) {
		return step(() -> this.ledger.reserve(reservation));
	}

	@Override
	public List<SpendChange> settle(String reservationId, long cost) {
		return step(() -> this.ledger.settle(reservationId, cost));
	}

	@Override
	public void release(String reservationId) {
		step(() -> {
			this.ledger.release(reservationId);
			return List.of();
		});
	}

	@Override
	public List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys) {
		return step(() -> this.ledger.charge(id, cost, keys));
	}

	@Override
	public List<SpendChange> chargeExpired() {
		return step(this.ledger::chargeExpired);
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		return step(() -> this.ledger.usage(keys));
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		step(() -> {
			this.ledger.reset(scopes);
			return List.of();
		});
	}

}
