package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.llmfallback.budget.BudgetWindow;

/**
 * The statements on the counters.
 */
final class CounterTable {

	/** How many rows a statement names at most. */
	static final int CHUNK = 200;

	private static final String TABLE = "LLM_FALLBACK_COUNTER";

	private static final String SELECT = "select " + CounterRow.COLUMNS + " from " + TABLE + " where ";

	private final Statements statements;

	private final Dialect dialect;

	CounterTable(Statements statements, Dialect dialect) {
		this.statements = statements;
		this.dialect = dialect;
	}

	/**
	 * Reads the rows there are without locking them.
	 */
	List<CounterRow> find(Collection<CounterWindow> windows) throws SQLException {
		List<CounterRow> rows = new ArrayList<>();
		for (List<CounterWindow> chunk : chunks(List.copyOf(windows))) {
			String keys = chunk.stream().map((window) -> Statements.list(3)).collect(Collectors.joining(", "));
			List<Object> values = new ArrayList<>();
			for (CounterWindow window : chunk) {
				values.addAll(identity(window));
			}
			rows.addAll(this.statements.query(SELECT + "(SCOPE, BUDGET_WINDOW, WINDOW_START) in (" + keys + ")",
					CounterRow::read, values));
		}
		return rows;
	}

	/**
	 * Makes rows unless somebody else does.
	 */
	void create(Collection<CounterWindow> windows, ZoneId zone) throws SQLException {
		String insert = this.dialect.insertIfAbsent(TABLE,
				"(SCOPE, BUDGET_WINDOW, WINDOW_START, WINDOW_END, SPENT, RESERVED)", "(?, ?, ?, ?, 0, 0)");
		for (CounterWindow window : windows.stream().sorted(CounterWindow.ORDER).toList()) {
			List<Object> values = new ArrayList<>(identity(window));
			values.add(window.end(zone).toEpochMilli());
			this.statements.insertIfAbsent(insert, values);
		}
	}

	private static List<Object> identity(CounterWindow window) {
		return List.of(window.key().scope().name(), window.key().window().name(), window.start());
	}

	/**
	 * Locks rows in the order of their ids, as every step does.
	 * @return those of them that exist
	 */
	List<CounterRow> lock(Collection<Long> ids) throws SQLException {
		List<CounterRow> rows = new ArrayList<>();
		for (List<Long> chunk : chunks(List.copyOf(new TreeSet<>(ids)))) {
			rows.addAll(
					this.statements.query(SELECT + "ID in " + Statements.list(chunk.size()) + " order by ID for update",
							CounterRow::read, chunk));
		}
		return rows;
	}

	/**
	 * Adds to what is reserved in locked rows.
	 */
	void hold(Collection<CounterRow> locked, long amount) throws SQLException {
		if (!locked.isEmpty() && amount != 0) {
			update("RESERVED = RESERVED + ?", List.of(amount), locked);
		}
	}

	/**
	 * Moves money in locked rows.
	 * @param cost added to what is spent, which stays at the largest number
	 * @param amount taken from what is reserved
	 */
	void charge(Collection<CounterRow> locked, long cost, long amount) throws SQLException {
		if (!locked.isEmpty() && (cost != 0 || amount != 0)) {
			update("SPENT = case when SPENT > ? then ? else SPENT + ? end, RESERVED = RESERVED - ?",
					List.of(Long.MAX_VALUE - cost, Long.MAX_VALUE, cost, amount), locked);
		}
	}

	private void update(String assignments, List<?> values, Collection<CounterRow> locked) throws SQLException {
		for (List<CounterRow> chunk : chunks(List.copyOf(locked))) {
			List<Object> all = new ArrayList<>(values);
			chunk.forEach((row) -> all.add(row.id()));
			this.statements.update(
					"update " + TABLE + " set " + assignments + " where ID in " + Statements.list(chunk.size()), all);
		}
	}

	/**
	 * Sets locked rows.
	 */
	void write(Collection<CounterRow> rows) throws SQLException {
		this.statements.batch("update " + TABLE + " set SPENT = ?, RESERVED = ? where ID = ?",
				rows.stream().<List<?>>map((row) -> List.of(row.spent(), row.reserved(), row.id())).toList());
	}

	/**
	 * The rows of one kind of window in which something is spent.
	 * @param scopes of these scopes, or of all when empty
	 */
	List<Long> spending(BudgetWindow window, long start, Set<String> scopes) throws SQLException {
		String sql = "select ID, SCOPE from " + TABLE + " where BUDGET_WINDOW = ? and WINDOW_START = ? and SPENT > 0";
		return this.statements
			.query(sql, (row) -> (scopes.isEmpty() || scopes.contains(row.getString(2))) ? row.getLong(1) : -1,
					List.of(window.name(), start))
			.stream()
			.filter((id) -> id >= 0)
			.toList();
	}

	void reset(Collection<CounterRow> locked) throws SQLException {
		update("SPENT = 0", List.of(), locked);
	}

	/**
	 * Deletes rows of windows that are over and hold nothing.
	 * @param before when the windows ended
	 * @return how many
	 */
	int purge(long before) throws SQLException {
		return this.statements.update("delete from " + TABLE + " where WINDOW_END < ? and RESERVED = 0",
				List.of(before));
	}

	private static <T> List<List<T>> chunks(List<T> all) {
		List<List<T>> chunks = new ArrayList<>();
		for (int from = 0; from < all.size(); from += CHUNK) {
			chunks.add(all.subList(from, Math.min(from + CHUNK, all.size())));
		}
		return chunks;
	}

}
