package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.github.llmfallback.budget.jdbc.ReservationRow.State;

/**
 * The statements on the reservations.
 */
final class ReservationTable {

	/** How many are dealt with at a time. */
	static final int MOST_DUE = 200;

	private static final String TABLE = "LLM_FALLBACK_RESERVATION";

	private final Statements statements;

	private final Dialect dialect;

	private final StoreTime time;

	ReservationTable(Statements statements, Dialect dialect, StoreTime time) {
		this.statements = statements;
		this.dialect = dialect;
		this.time = time;
	}

	/**
	 * A row and when it was read.
	 *
	 * @param row the row
	 * @param now in milliseconds since 1970
	 */
	record Found(ReservationRow row, long now) {

	}

	/**
	 * The present, and whether there is a row.
	 *
	 * @param now in milliseconds since 1970
	 * @param known whether the id is held or remembered
	 */
	record Look(long now, boolean known) {

	}

	Look look(String id) throws SQLException {
		return this.statements
			.query("select " + this.time.sql() + ", (select count(*) from " + TABLE + " where ID = ?)",
					(row) -> new Look(this.time.read(row, 1), row.getInt(2) > 0), List.of(id))
			.get(0);
	}

	/**
	 * Asks for the step that last changed a reservation.
	 */
	Optional<Long> lastStep(String id) throws SQLException {
		return this.statements
			.query("select STEP from " + TABLE + " where ID = ?", (row) -> row.getLong(1), List.of(id))
			.stream()
			.findFirst();
	}

	/**
	 * Locks one row.
	 * @return what it says, and the present
	 */
	Optional<Found> lock(String id) throws SQLException {
		return this.statements
			.query("select " + ReservationRow.COLUMNS + ", " + this.time.sql() + " from " + TABLE
					+ " where ID = ? for update", (row) -> new Found(ReservationRow.read(row), this.time.read(row, 7)),
					List.of(id))
			.stream()
			.findFirst();
	}

	/**
	 * Inserts a row.
	 * @return whether the id was not there
	 */
	boolean insert(ReservationRow row) throws SQLException {
		return this.statements.insertIfAbsent(
				this.dialect.insertIfAbsent(TABLE, "(" + ReservationRow.COLUMNS + ")", Statements.list(6)),
				row.values());
	}

	/**
	 * Locks rows in the order of their ids.
	 * @return those of them that exist
	 */
	List<ReservationRow> lock(Collection<String> ids) throws SQLException {
		return this.statements.query("select " + ReservationRow.COLUMNS + " from " + TABLE + " where ID in "
				+ Statements.list(ids.size()) + " order by ID for update", ReservationRow::read, List.copyOf(ids));
	}

	void end(Collection<ReservationRow> locked, State state, long dueAt, long step) throws SQLException {
		List<Object> values = new ArrayList<>(List.of(state.name(), dueAt, step));
		locked.forEach((row) -> values.add(row.id()));
		this.statements.update("update " + TABLE + " set STATE = ?, DUE_AT = ?, STEP = ? where ID in "
				+ Statements.list(locked.size()), values);
	}

	/**
	 * Some reservations in a state that are due, at most {@value #MOST_DUE}.
	 */
	List<String> due(State state, long now) throws SQLException {
		return this.statements.query("select ID from " + TABLE + " where STATE = ? and DUE_AT <= ? limit " + MOST_DUE,
				(row) -> row.getString(1), List.of(state.name(), now));
	}

	void delete(Collection<String> ids, long now) throws SQLException {
		List<Object> values = new ArrayList<>(ids);
		values.add(now);
		this.statements.update(
				"delete from " + TABLE + " where ID in " + Statements.list(ids.size()) + " and DUE_AT <= ?", values);
	}

}
