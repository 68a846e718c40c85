package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.llmfallback.budget.SpendChange;
import io.github.llmfallback.budget.jdbc.ReservationRow.State;
import org.jspecify.annotations.Nullable;

/**
 * Charges reservations that have expired, some at a time.
 *
 * @param ids whose reservations were charged
 * @param changes how the counters moved
 */
record Expiry(List<String> ids, List<SpendChange> changes) {

	static Expiry charge(Tables tables, long ttl, @Nullable Expiry uncertain) throws SQLException {
		if (uncertain != null && uncertain.isDone(tables)) {
			return uncertain;
		}
		long now = tables.now();
		List<String> due = tables.reservations().due(State.HELD, now);
		List<ReservationRow> expired = due.isEmpty() ? List.of()
				: tables.reservations()
					.lock(due)
					.stream()
					.filter((row) -> row.state() == State.HELD && row.dueAt() <= now)
					.toList();
		if (expired.isEmpty()) {
			return new Expiry(List.of(), List.of());
		}
		List<SpendChange> changes = chargeCounters(tables, expired);
		tables.reservations().end(expired, State.CHARGED, now + ttl, tables.step());
		return new Expiry(expired.stream().map(ReservationRow::id).toList(), changes);
	}

	private boolean isDone(Tables tables) throws SQLException {
		return !this.ids.isEmpty()
				&& tables.reservations().lastStep(this.ids.get(0)).filter((step) -> step == tables.step()).isPresent();
	}

	private static List<SpendChange> chargeCounters(Tables tables, List<ReservationRow> expired) throws SQLException {
		Map<Long, CounterRow> counters = new TreeMap<>();
		tables.counters()
			.lock(expired.stream().flatMap((row) -> row.counters().stream()).toList())
			.forEach((row) -> counters.put(row.id(), row));
		List<SpendChange> changes = new ArrayList<>();
		for (ReservationRow reservation : expired) {
			for (Long id : reservation.counters()) {
				CounterRow before = counters.get(id);
				if (before != null) {
					CounterRow after = before.expire(reservation.amount());
					counters.put(id, after);
					changes.add(before.changeTo(after));
				}
			}
		}
		tables.counters().write(counters.values());
		return changes.stream().filter((change) -> change.before() != change.after()).toList();
	}

}
