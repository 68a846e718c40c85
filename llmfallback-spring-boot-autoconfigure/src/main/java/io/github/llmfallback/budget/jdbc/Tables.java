package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables as one try of a step sees them.
 */
final class Tables {

	private final StepConnection connection;

	private final Statements statements;

	private final StoreTime time;

	private final CounterTable counters;

	private final ReservationTable reservations;

	private final long step;

	Tables(StepConnection connection, Dialect dialect, StoreTime time, long step) {
		this.connection = connection;
		this.statements = connection.statements();
		this.time = time;
		this.counters = new CounterTable(this.statements, dialect);
		this.reservations = new ReservationTable(this.statements, dialect, time);
		this.step = step;
	}

	CounterTable counters() {
		return this.counters;
	}

	ReservationTable reservations() {
		return this.reservations;
	}

	/**
	 * The present of the database.
	 * @return milliseconds since 1970
	 */
	long now() throws SQLException {
		return this.statements.query("select " + this.time.sql(), (row) -> this.time.read(row, 1), List.of()).get(0);
	}

	/**
	 * Marks what this step writes, in all its tries.
	 */
	long step() {
		return this.step;
	}

	/**
	 * Ends the transaction and begins another.
	 */
	void commit() throws SQLException {
		this.connection.commit();
	}

}
