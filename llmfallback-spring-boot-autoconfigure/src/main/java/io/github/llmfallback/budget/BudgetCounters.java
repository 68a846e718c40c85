package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Which counters an attempt is counted in. Those of the whole application and of its
 * provider are kept whether they are limited or not, those of tags only when they are.
 */
final class BudgetCounters {

	/** Groups are kept for so many combinations of tag values and made anew for more. */
	private static final int KEPT = 10_000;

	/** Values may come from outside; no longer ones are kept. */
	private static final int LONGEST_KEPT = 255;

	private final BudgetSettings settings;

	private final AlarmLevels alarms;

	private final List<String> tags;

	private final Map<String, CounterGroup> untagged = new ConcurrentHashMap<>();

	private final AtomicInteger kept = new AtomicInteger();

	BudgetCounters(BudgetSettings settings, AlarmLevels alarms) {
		this.settings = settings;
		this.alarms = alarms;
		this.tags = List.copyOf(settings.tags().keySet());
	}

	/**
	 * The counters of an attempt, the widest first.
	 */
	CounterGroup of(String provider, Map<String, String> tags) {
		CounterGroup group = this.untagged.get(provider);
		if (group == null) {
			group = this.untagged.computeIfAbsent(provider, (name) -> CounterGroup.of(create(name), this.alarms));
		}
		for (String tag : this.tags) {
			String value = tags.get(tag);
			if (value != null) {
				group = withTag(group, tag, value);
			}
		}
		return group;
	}

	private CounterGroup withTag(CounterGroup group, String tag, String value) {
		CounterGroup known = group.find(tag, value);
		if (known != null) {
			return known;
		}
		BudgetScope scope = BudgetScope.tag(tag, value);
		CounterGroup narrower = group.with(scope,
				limited(scope, this.settings.tags().getOrDefault(tag, TagBudgets.NONE).of(value)));
		if (value.length() <= LONGEST_KEPT && this.kept.get() < KEPT) {
			this.kept.incrementAndGet();
			group.keep(tag, value, narrower);
		}
		return narrower;
	}

	private List<BudgetLimit> create(String provider) {
		List<BudgetLimit> limits = new ArrayList<>();
		WindowLimits own = this.settings.providers().getOrDefault(provider, WindowLimits.NONE);
		for (BudgetWindow window : BudgetWindow.values()) {
			limits.add(limit(BudgetScope.GLOBAL, window, this.settings.global().of(window)));
			limits.add(limit(BudgetScope.provider(provider), window, own.of(window)));
		}
		return limits;
	}

	/**
	 * The limited counters of one scope.
	 */
	static List<BudgetLimit> limited(BudgetScope scope, WindowLimits limits) {
		List<BudgetLimit> limited = new ArrayList<>();
		for (BudgetWindow window : BudgetWindow.values()) {
			Long limit = limits.of(window);
			if (limit != null) {
				limited.add(limit(scope, window, limit));
			}
		}
		return limited;
	}

	private static BudgetLimit limit(BudgetScope scope, BudgetWindow window, @Nullable Long limit) {
		return new BudgetLimit(new BudgetKey(scope, window), (limit != null) ? limit : BudgetLimit.UNLIMITED);
	}

}
