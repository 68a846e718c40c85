package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of the tag values that have a budget and that the ledger was asked for here,
 * a bounded number of them, so that they can be shown. What a scope is named does not
 * always tell its value.
 */
final class TagValues {

	private static final int KEPT = 1_000;

	private final Map<BudgetScope, List<BudgetLimit>> seen = new LinkedHashMap<>();

	void add(CounterGroup group) {
		if (group.use()) {
			group.tagScopes().forEach((scope) -> add(scope, group.limits(scope)));
		}
	}

	private synchronized void add(BudgetScope scope, List<BudgetLimit> limits) {
		if (!limits.isEmpty() && this.seen.size() < KEPT) {
			this.seen.put(scope, limits);
		}
	}

	/**
	 * The limits of the values that are configured by name and of those seen.
	 */
	synchronized List<BudgetLimit> limits(BudgetSettings settings) {
		Map<BudgetScope, List<BudgetLimit>> limits = new LinkedHashMap<>();
		settings.tags().forEach((tag, budgets) -> budgets.named().forEach((value, named) -> {
			BudgetScope scope = BudgetScope.tag(tag, value);
			limits.put(scope, BudgetCounters.limited(scope, named));
		}));
		this.seen.forEach(limits::putIfAbsent);
		List<BudgetLimit> all = new ArrayList<>();
		limits.values().forEach(all::addAll);
		return all;
	}

}
