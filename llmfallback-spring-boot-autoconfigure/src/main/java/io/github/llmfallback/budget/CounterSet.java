package io.github.llmfallback.budget;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Counters that a step needs together. Guarded by the {@link MemoryLedger}.
 */
final class CounterSet {

	private final Counter[] counters;

	private final long end;

	/**
	 * Creates the set.
	 * @param counters each at most once; not copied
	 */
	CounterSet(Counter[] counters) {
		this.counters = counters;
		long end = Long.MAX_VALUE;
		for (Counter counter : counters) {
			end = Math.min(end, counter.end());
		}
		this.end = end;
	}

	/**
	 * Whether the window of one of them has ended.
	 */
	boolean hasEnded(long now) {
		return now >= this.end;
	}

	/**
	 * Holds money in all counters or in none.
	 * @param amount how much
	 * @param limits of the counters, in their order
	 * @return the first counter that refused, or {@code null} when the money is held
	 */
	ReservationResult.@Nullable Refused hold(long amount, List<BudgetLimit> limits) {
		for (int i = 0; i < this.counters.length; i++) {
			BudgetLimit limit = limits.get(i);
			if (!this.counters[i].fits(amount, limit.limit())) {
				return new ReservationResult.Refused(limit, this.counters[i].usage());
			}
		}
		for (Counter counter : this.counters) {
			counter.hold(amount);
		}
		return null;
	}

	void giveBack(long amount) {
		for (Counter counter : this.counters) {
			counter.giveBack(amount);
		}
	}

	List<SpendChange> charge(long cost) {
		if (cost == 0) {
			return List.of();
		}
		long[] before = new long[this.counters.length];
		for (int i = 0; i < before.length; i++) {
			before[i] = this.counters[i].charge(cost);
		}
		return new Charge(this.counters, before, cost);
	}

}
