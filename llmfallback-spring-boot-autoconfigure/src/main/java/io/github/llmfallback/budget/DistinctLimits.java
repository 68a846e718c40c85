package io.github.llmfallback.budget;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Limits of counters of which none occurs twice. They are checked once, however many
 * reservations name them.
 */
final class DistinctLimits extends AbstractList<BudgetLimit> implements RandomAccess {

	private final BudgetLimit[] limits;

	private DistinctLimits(BudgetLimit[] limits) {
		this.limits = limits;
	}

	/**
	 * Copies limits, unless they are of this kind already.
	 * @throws IllegalArgumentException when a counter occurs twice
	 */
	static DistinctLimits copyOf(List<BudgetLimit> limits) {
		if (limits instanceof DistinctLimits distinct) {
			return distinct;
		}
		BudgetLimit[] copy = limits.toArray(new BudgetLimit[0]);
		for (int i = 1; i < copy.length; i++) {
			for (int j = 0; j < i; j++) {
				if (copy[i].key().equals(copy[j].key())) {
					throw new IllegalArgumentException("a reservation names " + copy[i].key() + " twice");
				}
			}
		}
		return new DistinctLimits(copy);
	}

	@Override
	public BudgetLimit get(int index) {
		return this.limits[index];
	}

	@Override
	public int size() {
		return this.limits.length;
	}

}
