package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tag values that have a budget and were seen here, a bounded number of them, so that
 * they can be shown.
 */
final class TagValues {

	private static final int KEPT = 1_000;

	private final Set<BudgetScope> seen = new LinkedHashSet<>();

	void add(CounterGroup group) {
		if (group.use()) {
			group.tagScopes().forEach(this::add);
		}
	}

	private synchronized void add(BudgetScope scope) {
		if (this.seen.size() < KEPT) {
			this.seen.add(scope);
		}
	}

	/**
	 * The limits of the values that are configured by name and of those seen.
	 */
	synchronized List<BudgetLimit> limits(BudgetSettings settings) {
		Set<BudgetScope> scopes = new LinkedHashSet<>();
		settings.tags()
			.forEach((tag,
					budgets) -> budgets.named().keySet().forEach((value) -> scopes.add(BudgetScope.tag(tag, value))));
		scopes.addAll(this.seen);
		List<BudgetLimit> limits = new ArrayList<>();
		for (BudgetScope scope : scopes) {
			for (BudgetWindow window : BudgetWindow.values()) {
				BudgetKey key = new BudgetKey(scope, window);
				Long limit = settings.limit(key);
				if (limit != null) {
					limits.add(new BudgetLimit(key, limit));
				}
			}
		}
		return limits;
	}

}
