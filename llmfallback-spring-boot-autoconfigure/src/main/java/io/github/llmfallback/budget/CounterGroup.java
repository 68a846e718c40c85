package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The counters that attempts of one provider and of the same tag values have in common.
 */
public final class CounterGroup {

	/** The counters of attempts that nothing counts. */
	static final CounterGroup NONE = new CounterGroup(List.of(), List.of(), new AlarmLevels(BudgetSettings.NONE));

	private final List<BudgetLimit> limits;

	private final List<BudgetKey> keys;

	private final AlarmLevels alarms;

	/** In the order of the limits. */
	private final List<List<AlarmLevel>> levels;

	private final List<BudgetScope> tagScopes;

	private final boolean limited;

	/** By tag, then by its value. */
	private final Map<String, Map<String, CounterGroup>> narrower = new ConcurrentHashMap<>();

	private volatile boolean used;

	private CounterGroup(List<BudgetLimit> limits, List<BudgetScope> tagScopes, AlarmLevels alarms) {
		this.limits = DistinctLimits.copyOf(limits);
		this.keys = this.limits.stream().map(BudgetLimit::key).toList();
		this.alarms = alarms;
		this.levels = this.limits.stream().map((limit) -> alarms.of(limit.key())).toList();
		this.tagScopes = List.copyOf(tagScopes);
		this.limited = limits.stream().anyMatch((limit) -> limit.limit() != BudgetLimit.UNLIMITED);
	}

	/**
	 * The group of attempts without tags.
	 * @param limits the counters, the widest first
	 * @param alarms of all counters
	 */
	static CounterGroup of(List<BudgetLimit> limits, AlarmLevels alarms) {
		return new CounterGroup(limits, List.of(), alarms);
	}

	/**
	 * A group that has the counters of a tag value as well.
	 */
	CounterGroup with(BudgetScope tag, List<BudgetLimit> limits) {
		List<BudgetLimit> all = new ArrayList<>(this.limits);
		all.addAll(limits);
		List<BudgetScope> tags = new ArrayList<>(this.tagScopes);
		tags.add(tag);
		return new CounterGroup(all, tags, this.alarms);
	}

	/**
	 * The counters, the widest first.
	 */
	List<BudgetLimit> limits() {
		return this.limits;
	}

	/**
	 * The counters of one scope.
	 */
	List<BudgetLimit> limits(BudgetScope scope) {
		return this.limits.stream().filter((limit) -> limit.key().scope().equals(scope)).toList();
	}

	/**
	 * The counters' names, in the same order.
	 */
	List<BudgetKey> keys() {
		return this.keys;
	}

	/**
	 * The thresholds of a counter.
	 * @param index its place among the limits
	 */
	List<AlarmLevel> levels(int index) {
		return this.levels.get(index);
	}

	/**
	 * The tag values among what is counted.
	 */
	List<BudgetScope> tagScopes() {
		return this.tagScopes;
	}

	boolean isLimited() {
		return this.limited;
	}

	/**
	 * Notes that an attempt is counted.
	 * @return whether it is the first one
	 */
	boolean use() {
		boolean first = !this.used;
		if (first) {
			this.used = true;
		}
		return first;
	}

	/**
	 * The group that has the counters of a tag value as well.
	 * @return {@code null} when it is not kept
	 */
	@Nullable CounterGroup find(String tag, String value) {
		Map<String, CounterGroup> byValue = this.narrower.get(tag);
		return (byValue != null) ? byValue.get(value) : null;
	}

	void keep(String tag, String value, CounterGroup group) {
		this.narrower.computeIfAbsent(tag, (added) -> new ConcurrentHashMap<>()).put(value, group);
	}

}
