package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a ledger ought to say, written as plainly as can be.
 */
final class LedgerModel {

	private final ZoneId zone;

	private final Duration ttl;

	/** What is spent and reserved, by counter and window. */
	private final Map<String, long[]> counters = new HashMap<>();

	/** Everything that ever had an id. */
	final Map<String, Entry> entries = new TreeMap<>();

	/** The counters' names at present. */
	private final Map<BudgetKey, String> names = new HashMap<>();

	private Instant now;

	LedgerModel(ZoneId zone, Duration ttl, Instant now) {
		this.zone = zone;
		this.ttl = ttl;
		this.now = now;
	}

	/**
	 * A reservation or a charge.
	 */
	static final class Entry {

		long amount;

		List<String> counters = List.of();

		Instant deadline = Instant.MAX;

		/** When it left the state of being held. */
		Instant endedAt = Instant.MAX;

		String state = "held";

	}

	void turnTo(Instant moment) {
		this.now = moment;
		this.names.clear();
	}

	Instant now() {
		return this.now;
	}

	boolean reserve(Reservation reservation) {
		if (this.entries.containsKey(reservation.id())) {
			return true;
		}
		for (BudgetLimit limit : reservation.limits()) {
			long[] figures = figures(limit.key());
			if (limit.limit() != BudgetLimit.UNLIMITED && reservation.amount() > 0
					&& figures[0] + figures[1] + reservation.amount() > limit.limit()) {
				return false;
			}
		}
		Entry entry = new Entry();
		entry.amount = reservation.amount();
		entry.counters = reservation.limits().stream().map((limit) -> name(limit.key())).toList();
		entry.deadline = this.now.plus(this.ttl);
		entry.counters.forEach((counter) -> this.counters.get(counter)[1] += entry.amount);
		this.entries.put(reservation.id(), entry);
		return true;
	}

	/**
	 * Returns what is charged to each counter.
	 */
	long settle(String id, long cost) {
		Entry entry = this.entries.get(id);
		if (entry == null || entry.state.equals("ended")) {
			return 0;
		}
		long charged = cost;
		if (entry.state.equals("charged")) {
			charged = Math.max(0, cost - entry.amount);
		}
		else {
			release(entry);
		}
		end(entry, "ended");
		return charge(entry, charged);
	}

	void release(String id) {
		Entry entry = this.entries.get(id);
		if (entry != null && entry.state.equals("held")) {
			release(entry);
			end(entry, "ended");
		}
	}

	long charge(String id, long cost, List<BudgetKey> keys) {
		if (this.entries.containsKey(id)) {
			return 0;
		}
		Entry entry = new Entry();
		entry.counters = keys.stream().map((key) -> {
			figures(key);
			return name(key);
		}).toList();
		end(entry, "ended");
		this.entries.put(id, entry);
		return charge(entry, cost);
	}

	/**
	 * Returns what is charged to all counters together.
	 */
	long chargeExpired() {
		long charged = 0;
		for (Entry entry : this.entries.values()) {
			if (entry.state.equals("held") && entry.deadline.isBefore(this.now)) {
				release(entry);
				end(entry, "charged");
				charged += charge(entry, entry.amount) * entry.counters.size();
			}
		}
		return charged;
	}

	void reset(BudgetScope scope) {
		for (BudgetWindow window : BudgetWindow.values()) {
			figures(new BudgetKey(scope, window))[0] = 0;
		}
	}

	/**
	 * What is spent and reserved in the current window.
	 */
	long[] figures(BudgetKey key) {
		return this.counters.computeIfAbsent(name(key), (name) -> new long[2]);
	}

	String name(BudgetKey key) {
		return this.names.computeIfAbsent(key, this::newName);
	}

	private String newName(BudgetKey key) {
		LocalDate day = LocalDate.ofInstant(this.now, this.zone);
		return key.scope() + " " + ((key.window() == BudgetWindow.DAILY) ? day : day.withDayOfMonth(1) + " month");
	}

	/** Whether an id is known to the store too: not ended too long ago. */
	boolean isRemembered(String id) {
		Entry entry = this.entries.get(id);
		return entry == null || entry.state.equals("held")
				|| Duration.between(entry.endedAt, this.now).compareTo(this.ttl) < 0;
	}

	private void release(Entry entry) {
		entry.counters.forEach((counter) -> this.counters.get(counter)[1] -= entry.amount);
	}

	private void end(Entry entry, String state) {
		entry.state = state;
		entry.endedAt = this.now;
	}

	private long charge(Entry entry, long cost) {
		entry.counters.forEach((counter) -> this.counters.get(counter)[0] += cost);
		return cost;
	}

}
