package io.github.llmfallback.budget.jdbc;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;

import io.github.llmfallback.budget.BudgetKey;

/**
 * A counter in one of its windows: what has a row.
 *
 * @param key the counter
 * @param start when the window began, in milliseconds since 1970
 */
record CounterWindow(BudgetKey key, long start) {

	/** In this order rows are created. */
	static final Comparator<CounterWindow> ORDER = Comparator
		.comparing((CounterWindow window) -> window.key().scope().name())
		.thenComparing((window) -> window.key().window());

	static CounterWindow at(BudgetKey key, long now, ZoneId zone) {
		return new CounterWindow(key, key.window().startOf(Instant.ofEpochMilli(now), zone).toEpochMilli());
	}

	Instant end(ZoneId zone) {
		return this.key.window().endOf(Instant.ofEpochMilli(this.start), zone);
	}

}
