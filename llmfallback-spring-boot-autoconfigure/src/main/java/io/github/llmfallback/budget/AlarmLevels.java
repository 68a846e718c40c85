package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The thresholds of every counter that has a limit.
 */
final class AlarmLevels {

	private final BudgetSettings settings;

	private final Map<BudgetKey, List<AlarmLevel>> named = new HashMap<>();

	private final List<EachValue> eachValue = new ArrayList<>();

	AlarmLevels(BudgetSettings settings) {
		this.settings = settings;
		add(BudgetScope.GLOBAL, settings.global());
		settings.providers().forEach((provider, limits) -> add(BudgetScope.provider(provider), limits));
		settings.tags().forEach((tag, budgets) -> {
			budgets.named().forEach((value, limits) -> add(BudgetScope.tag(tag, value), limits));
			this.eachValue.add(new EachValue(tag + ":", levels(budgets.each())));
		});
	}

	/**
	 * The thresholds of a counter.
	 * @return empty when it has no limit
	 */
	List<AlarmLevel> of(BudgetKey key) {
		List<AlarmLevel> levels = this.named.get(key);
		if (levels != null) {
			return levels;
		}
		for (EachValue each : this.eachValue) {
			if (key.scope().name().startsWith(each.prefix)) {
				return each.levels.getOrDefault(key.window(), List.of());
			}
		}
		return List.of();
	}

	private void add(BudgetScope scope, WindowLimits limits) {
		Map<BudgetWindow, List<AlarmLevel>> levels = levels(limits);
		for (BudgetWindow window : BudgetWindow.values()) {
			this.named.put(new BudgetKey(scope, window), levels.getOrDefault(window, List.of()));
		}
	}

	private Map<BudgetWindow, List<AlarmLevel>> levels(WindowLimits limits) {
		Map<BudgetWindow, List<AlarmLevel>> levels = new EnumMap<>(BudgetWindow.class);
		for (BudgetWindow window : BudgetWindow.values()) {
			Long limit = limits.of(window);
			if (limit != null) {
				levels.put(window, AlarmLevel.of(limit, this.settings.alertThresholds()));
			}
		}
		return levels;
	}

	/**
	 * The thresholds of the values of a tag that are not named.
	 *
	 * @param prefix what the names of their scopes begin with
	 * @param levels by window
	 */
	private record EachValue(String prefix, Map<BudgetWindow, List<AlarmLevel>> levels) {

	}

}
