package io.github.llmfallback.budget.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.Headroom;
import io.github.llmfallback.budget.SpendChange;

/**
 * A row of the counters.
 *
 * @param id the primary key; rows are locked in its order
 * @param window what is counted, and when
 * @param end when the window ends, in milliseconds since 1970
 * @param spent what was charged
 * @param reserved what is held
 */
record CounterRow(long id, CounterWindow window, long end, long spent, long reserved) {

	static final String COLUMNS = "ID, SCOPE, BUDGET_WINDOW, WINDOW_START, WINDOW_END, SPENT, RESERVED";

	static CounterRow read(ResultSet row) throws SQLException {
		BudgetKey key = new BudgetKey(new BudgetScope(row.getString(2)), BudgetWindow.valueOf(row.getString(3)));
		return new CounterRow(row.getLong(1), new CounterWindow(key, row.getLong(4)), row.getLong(5), row.getLong(6),
				row.getLong(7));
	}

	boolean fits(long amount, long limit) {
		return Headroom.fits(amount, limit, this.spent, this.reserved);
	}

	CounterRow expire(long amount) {
		return new CounterRow(this.id, this.window, this.end, Headroom.sum(this.spent, amount), this.reserved - amount);
	}

	SpendChange charged(long cost) {
		return new SpendChange(this.window.key(), this.spent, Headroom.sum(this.spent, cost), this.end);
	}

	SpendChange changeTo(CounterRow after) {
		return new SpendChange(this.window.key(), this.spent, after.spent, this.end);
	}

	BudgetUsage usage() {
		return new BudgetUsage(this.window.key(), this.spent, this.reserved, Instant.ofEpochMilli(this.end));
	}

}
