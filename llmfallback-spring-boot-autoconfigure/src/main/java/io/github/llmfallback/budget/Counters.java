package io.github.llmfallback.budget;

import java.util.List;
import java.util.stream.Stream;

/**
 * Counters that a step needs together. They are locked in one order everywhere, so that
 * no two steps wait for each other.
 */
final class Counters {

	private final Counter[] counters;

	private final Counter[] lockOrder;

	/**
	 * Creates the group.
	 * @param counters in the caller's order, each at most once; not copied
	 */
	Counters(Counter[] counters) {
		this.counters = counters;
		this.lockOrder = sorted(counters);
	}

	private static Counter[] sorted(Counter[] counters) {
		Counter[] sorted = counters;
		for (int i = 1; i < counters.length; i++) {
			Counter moved = sorted[i];
			if (sorted[i - 1].lock().number() <= moved.lock().number()) {
				continue;
			}
			if (sorted == counters) {
				sorted = counters.clone();
			}
			int to = i;
			for (; to > 0 && sorted[to - 1].lock().number() > moved.lock().number(); to--) {
				sorted[to] = sorted[to - 1];
			}
			sorted[to] = moved;
		}
		return sorted;
	}

	Counter get(int index) {
		return this.counters[index];
	}

	void lock() {
		for (Counter counter : this.lockOrder) {
			counter.lock().lock();
		}
	}

	void unlock() {
		for (int i = this.lockOrder.length - 1; i >= 0; i--) {
			this.lockOrder[i].lock().unlock();
		}
	}

	void hold(long amount) {
		for (Counter counter : this.counters) {
			counter.hold(amount);
		}
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

	List<BudgetUsage> usage() {
		return Stream.of(this.counters).map(Counter::usage).toList();
	}

	int reset() {
		for (Counter counter : this.counters) {
			counter.reset();
		}
		return this.counters.length;
	}

}
