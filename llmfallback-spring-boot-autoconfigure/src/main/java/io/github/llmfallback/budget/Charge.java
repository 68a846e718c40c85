package io.github.llmfallback.budget;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * How a charge moved counters that were charged together. Each change is put together
 * when somebody looks at it.
 */
final class Charge extends AbstractList<SpendChange> implements RandomAccess {

	private final Counter[] counters;

	private final long[] before;

	private final long cost;

	/**
	 * Creates the charge.
	 * @param counters what was charged; not copied
	 * @param before what was spent before, in the same order; not copied
	 * @param cost what was added to each
	 */
	Charge(Counter[] counters, long[] before, long cost) {
		this.counters = counters;
		this.before = before;
		this.cost = cost;
	}

	@Override
	public SpendChange get(int index) {
		long spent = this.before[index];
		Counter counter = this.counters[index];
		return new SpendChange(counter.key(), spent, Headroom.sum(spent, this.cost), counter.end());
	}

	@Override
	public int size() {
		return this.before.length;
	}

}
