package io.github.llmfallback.budget.redis;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.budget.BudgetWindow;

/**
 * The windows around a moment, as the scripts want them. Redis knows no time zones, so it
 * is told when windows begin and end, and says so when its clock has passed them.
 *
 * @param keys of the counters of each window
 * @param arguments name, start and end of each window
 * @param ends when each window ends
 */
record CurrentWindows(List<String> keys, List<String> arguments, Map<BudgetWindow, Instant> ends) {

	static CurrentWindows around(Instant moment, ZoneId zone, LedgerKeys names) {
		List<String> keys = new ArrayList<>();
		List<String> arguments = new ArrayList<>();
		Map<BudgetWindow, Instant> ends = new EnumMap<>(BudgetWindow.class);
		for (BudgetWindow window : BudgetWindow.values()) {
			Instant start = window.startOf(moment, zone);
			Instant end = window.endOf(moment, zone);
			keys.add(names.spent(window, start));
			keys.add(names.reserved(window, start));
			arguments.add(window.name());
			arguments.add(Long.toString(start.toEpochMilli()));
			arguments.add(Long.toString(end.toEpochMilli()));
			ends.put(window, end);
		}
		return new CurrentWindows(keys, arguments, ends);
	}

	Instant endOf(BudgetWindow window) {
		return this.ends.getOrDefault(window, Instant.MAX);
	}

}
