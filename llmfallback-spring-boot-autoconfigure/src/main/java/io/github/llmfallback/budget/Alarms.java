package io.github.llmfallback.budget;

import java.time.Instant;
import java.util.List;

import io.github.llmfallback.pricing.Money;

/**
 * Raises an alert when a charge crosses a threshold. Whoever sees the crossing is the
 * only one to see it.
 */
final class Alarms {

	private final AlarmLevels levels;

	private final BudgetListener listener;

	Alarms(AlarmLevels levels, BudgetListener listener) {
		this.levels = levels;
		this.listener = listener;
	}

	void check(List<SpendChange> changes) {
		for (int i = 0; i < changes.size(); i++) {
			check(changes.get(i), this.levels.of(changes.get(i).key()));
		}
	}

	/**
	 * Checks the changes of one attempt, whose counters most ledgers return in order.
	 */
	void check(List<SpendChange> changes, CounterGroup group) {
		for (int i = 0; i < changes.size(); i++) {
			SpendChange change = changes.get(i);
			if (i < group.keys().size() && change.key().equals(group.keys().get(i))) {
				check(change, group.levels(i));
			}
			else {
				check(change, this.levels.of(change.key()));
			}
		}
	}

	private void check(SpendChange change, List<AlarmLevel> levels) {
		for (int i = 0; i < levels.size(); i++) {
			if (levels.get(i).isCrossedBy(change)) {
				raise(change, levels.get(i));
			}
		}
	}

	private void raise(SpendChange change, AlarmLevel level) {
		this.listener.alert(new BudgetAlert(change.key().scope().name(), change.key().window(), level.threshold(),
				Money.toDecimal(level.limit()), Money.toDecimal(change.after()),
				Instant.ofEpochMilli(change.windowEnd())));
	}

}
