package io.github.llmfallback.budget.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of the reservations.
 *
 * @param id chosen by the caller
 * @param amount what is or was held
 * @param counters the rows it is held in
 * @param state what became of it
 * @param dueAt in milliseconds since 1970: when it expires, or may be forgotten
 * @param step the step that brought it into this state
 */
record ReservationRow(String id, long amount, List<Long> counters, State state, long dueAt, long step) {

	static final String COLUMNS = "ID, AMOUNT, COUNTERS, STATE, DUE_AT, STEP";

	/**
	 * What became of a reservation.
	 */
	enum State {

		HELD, CHARGED, ENDED

	}

	static ReservationRow read(ResultSet row) throws SQLException {
		return new ReservationRow(row.getString(1), row.getLong(2), parse(row.getString(3)),
				State.valueOf(row.getString(4)), row.getLong(5), row.getLong(6));
	}

	private static List<Long> parse(String counters) {
		return Stream.of(counters.split(",")).filter((id) -> !id.isEmpty()).map(Long::valueOf).toList();
	}

	List<?> values() {
		return List.of(this.id, this.amount,
				this.counters.stream().map(String::valueOf).collect(Collectors.joining(",")), this.state.name(),
				this.dueAt, this.step);
	}

}
