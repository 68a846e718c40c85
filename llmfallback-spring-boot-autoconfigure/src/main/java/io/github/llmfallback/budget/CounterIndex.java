package io.github.llmfallback.budget;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The counters there are. Attempts of one provider and of the same tag values come with
 * the same list of limits, whose counters are found at once. Guarded by the
 * {@link MemoryLedger}.
 */
final class CounterIndex {

	/** A power of two. */
	private static final int KEPT = 256;

	private final ZoneId zone;

	private final Map<BudgetKey, Counter> counters = new HashMap<>();

	/** The sets looked for last, in the slots of their lists' identities. */
	private final @Nullable Found[] found = new @Nullable Found[KEPT];

	/** No window ends earlier. */
	private long firstEnd = Long.MAX_VALUE;

	/** No counter is made for an earlier moment: its window's counter may be gone. */
	private long swept = Long.MIN_VALUE;

	CounterIndex(ZoneId zone) {
		this.zone = zone;
	}

	/**
	 * The counters of limits, made where there are none.
	 */
	CounterSet of(List<BudgetLimit> limits, long now) {
		int slot = System.identityHashCode(limits) & (KEPT - 1);
		Found known = this.found[slot];
		if (known == null || known.limits != limits || known.counters.hasEnded(now)) {
			known = new Found(limits, new CounterSet(
					limits.stream().map((limit) -> findOrCreate(limit.key(), now)).toArray(Counter[]::new)));
			this.found[slot] = known;
		}
		return known.counters;
	}

	/**
	 * The counters of keys, made where there are none.
	 */
	CounterSet of(Collection<BudgetKey> keys, long now) {
		return new CounterSet(
				new LinkedHashSet<>(keys).stream().map((key) -> findOrCreate(key, now)).toArray(Counter[]::new));
	}

	/**
	 * What a counter says.
	 */
	BudgetUsage usage(BudgetKey key, long now) {
		Counter counter = this.counters.get(key);
		if (counter != null && !counter.hasEnded(now)) {
			return counter.usage();
		}
		Instant moment = Instant.ofEpochMilli(Math.max(now, this.swept));
		return new BudgetUsage(key, 0, 0, key.window().endOf(moment, this.zone));
	}

	/**
	 * Visits every counter whose window has not ended.
	 */
	void forEach(long now, Consumer<Counter> visitor) {
		for (Counter counter : this.counters.values()) {
			if (!counter.hasEnded(now)) {
				visitor.accept(counter);
			}
		}
	}

	/**
	 * Forgets the counters of ended windows.
	 */
	void sweep(long now) {
		this.swept = Math.max(this.swept, now);
		if (now >= this.firstEnd && this.counters.values().removeIf((counter) -> counter.hasEnded(now))) {
			Arrays.fill(this.found, null);
			this.firstEnd = this.counters.values().stream().mapToLong(Counter::end).min().orElse(Long.MAX_VALUE);
		}
	}

	int size() {
		return this.counters.size();
	}

	private Counter findOrCreate(BudgetKey key, long now) {
		Counter counter = this.counters.get(key);
		if (counter != null && !counter.hasEnded(now)) {
			return counter;
		}
		if (counter != null) {
			Arrays.fill(this.found, null);
		}
		Counter successor = new Counter(key, Math.max(now, this.swept), this.zone);
		this.counters.put(key, successor);
		this.firstEnd = Math.min(this.firstEnd, successor.end());
		return successor;
	}

	/**
	 * The counters of a list of limits.
	 *
	 * @param limits the list, told from others by its identity
	 * @param counters in the same order
	 */
	private record Found(List<BudgetLimit> limits, CounterSet counters) {

	}

}
