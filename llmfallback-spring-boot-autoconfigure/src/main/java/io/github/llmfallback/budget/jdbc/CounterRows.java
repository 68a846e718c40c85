package io.github.llmfallback.budget.jdbc;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Finds the rows of counters, makes those that are missing, and remembers their ids: they
 * stay the same for as long as a window lasts.
 */
final class CounterRows {

	private static final int MOST_REMEMBERED = 10_000;

	/** Rows may be deleted as soon as they are found, but hardly more than once. */
	private static final int ROUNDS = 5;

	private static final String DATA_EXCEPTION = "22000";

	private final ZoneId zone;

	private final ConcurrentMap<CounterWindow, Long> ids = new ConcurrentHashMap<>();

	CounterRows(ZoneId zone) {
		this.zone = zone;
	}

	/**
	 * Locks the rows of counters. To be called before a step has written anything.
	 * @return a row for each
	 * @throws SQLException also when the database keeps a counter under another name than
	 * its own, letters of a tag value replaced by question marks for example
	 */
	Map<CounterWindow, CounterRow> lock(Tables tables, Collection<CounterWindow> windows) throws SQLException {
		for (int round = 0; round < ROUNDS; round++) {
			Map<CounterWindow, CounterRow> locked = byWindow(tables.counters().lock(ids(tables, windows)));
			if (locked.keySet().containsAll(windows)) {
				return locked;
			}
			this.ids.clear();
		}
		throw new SQLDataException("a counter is not kept under its own name", DATA_EXCEPTION);
	}

	private List<Long> ids(Tables tables, Collection<CounterWindow> windows) throws SQLException {
		if (!this.ids.keySet().containsAll(windows)) {
			learn(tables, windows);
		}
		List<Long> found = new ArrayList<>();
		for (CounterWindow window : windows) {
			Long id = this.ids.get(window);
			if (id != null) {
				found.add(id);
			}
		}
		return found;
	}

	/** Rows are made in a transaction of their own, so that nobody waits for the step. */
	private void learn(Tables tables, Collection<CounterWindow> windows) throws SQLException {
		if (this.ids.size() > MOST_REMEMBERED) {
			this.ids.clear();
		}
		Set<CounterWindow> missing = new HashSet<>(windows);
		missing.removeAll(remember(tables.counters().find(windows)));
		if (!missing.isEmpty()) {
			tables.counters().create(missing, this.zone);
			tables.commit();
			remember(tables.counters().find(missing));
		}
	}

	private Set<CounterWindow> remember(List<CounterRow> rows) {
		rows.forEach((row) -> this.ids.put(row.window(), row.id()));
		return byWindow(rows).keySet();
	}

	static Map<CounterWindow, CounterRow> byWindow(List<CounterRow> rows) {
		Map<CounterWindow, CounterRow> byWindow = new HashMap<>();
		rows.forEach((row) -> byWindow.put(row.window(), row));
		return byWindow;
	}

}
