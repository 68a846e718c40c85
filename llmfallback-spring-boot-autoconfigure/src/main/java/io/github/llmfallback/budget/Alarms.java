package io.github.llmfallback.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

	private final BudgetListener listener;

	private final InstantSource clock;

	Alarms(BudgetSettings settings, BudgetListener listener, InstantSource clock) {
		this.settings = settings;
		this.listener = listener;
		this.clock = clock;
	}

	void check(List<SpendChange> changes) {
		for (SpendChange change : changes) {
			Long limit = this.settings.limit(change.key());
			if (limit != null) {
				check(change, limit);
			}
		}
	}

	private void check(SpendChange change, long limit) {
		for (double threshold : this.settings.alertThresholds()) {
			long level = level(limit, threshold);
			if (change.before() < level && change.after() >= level) {
				raise(change, limit, threshold);
			}
		}
	}

	static long level(long limit, double threshold) {
		return BigDecimal.valueOf(threshold)
			.multiply(BigDecimal.valueOf(limit))
			.setScale(0, RoundingMode.CEILING)
			.longValueExact();
	}

	private void raise(SpendChange change, long limit, double threshold) {
		BudgetWindow window = change.key().window();
		Instant resetsAt = window.endOf(this.clock.instant(), this.settings.zone());
		this.listener.alert(new BudgetAlert(change.key().scope().name(), window, threshold, Money.toDecimal(limit),
				Money.toDecimal(change.after()), resetsAt));
	}

}
