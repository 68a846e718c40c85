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

	Alarms(BudgetSettings settings, BudgetListener listener, InstantSource clock) {
		this.settings = settings;
		this.levels = new AlarmLevels(settings);
		this.listener = listener;
		this.clock = clock;
	}

	void check(List<SpendChange> changes) {
		for (int i = 0; i < changes.size(); i++) {
			check(changes.get(i));
		}
	}

	private void check(SpendChange change) {
		for (AlarmLevel level : this.levels.of(change.key())) {
			if (level.isCrossedBy(change)) {
				raise(change, level);
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
