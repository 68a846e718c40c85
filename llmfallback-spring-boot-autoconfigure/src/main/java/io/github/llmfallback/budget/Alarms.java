package io.github.llmfallback.budget;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.github.llmfallback.pricing.Money;

/**
 * Raises an alert when a charge crosses a threshold. Whoever sees the crossing is the
 * only one to see it.
 */
final class Alarms {

	private final BudgetSettings settings;

	private final AlarmLevels levels;

	private final BudgetListener listener;

	private final InstantSource clock;

	Alarms(BudgetSettings settings, AlarmLevels levels, BudgetListener listener, InstantSource clock) {
		this.settings = settings;
		this.levels = levels;
		this.listener = listener;
		this.clock = clock;
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
		BudgetWindow window = change.key().window();
		Instant resetsAt = window.endOf(this.clock.instant(), this.settings.zone());
		this.listener.alert(new BudgetAlert(change.key().scope().name(), window, level.threshold(),
				Money.toDecimal(level.limit()), Money.toDecimal(change.after()), resetsAt));
	}

}
