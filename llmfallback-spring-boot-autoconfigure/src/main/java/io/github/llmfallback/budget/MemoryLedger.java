package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Keeps counters in the memory of this application: a restart forgets them, other
 * instances do not share them. Locks are per scope, so that steps which have no scope in
 * common do not wait for each other.
 * <p>
 * Of the ids that were settled, released or charged, the last 16,384 are remembered,
 * whatever the time to live. Expired ones are remembered for their time to live once
 * more. A clock that goes back does not reopen a window.
 */
public final class MemoryLedger implements BudgetLedger {

	private final ZoneId zone;

	private final long ttl;

	private final InstantSource clock;

	private final ConcurrentMap<BudgetKey, Counter> counters = new ConcurrentHashMap<>();

	private final AtomicLong locks = new AtomicLong();

	private final ConcurrentMap<String, Hold> holds = new ConcurrentHashMap<>();

	private final EndedIds endedIds = new EndedIds();

	/** No counter is made for an earlier moment: its window's counter may be gone. */
	private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE);

	/**
	 * Creates an empty ledger.
	 * @param zone where days and months begin
	 * @param reservationTtl how long a reservation is held before it counts as lost;
	 * positive
	 * @param clock decides windows and expiry
	 */
	public MemoryLedger(ZoneId zone, Duration reservationTtl, InstantSource clock) {
		Assert.isTrue(reservationTtl.toMillis() > 0, "a reservation's time to live must be positive");
		this.zone = zone;
		this.ttl = reservationTtl.toMillis();
		this.clock = clock;
	}

	@Override
	public ReservationResult reserve(Reservation reservation) {
		if (this.holds.containsKey(reservation.id())) {
			return ReservationResult.Granted.INSTANCE;
		}
		long now = this.clock.millis();
		List<BudgetLimit> limits = reservation.limits();
		Counter[] wanted = new Counter[limits.size()];
		for (int i = 0; i < wanted.length; i++) {
			wanted[i] = counter(limits.get(i).key(), now);
		}
		Hold hold = Hold.held(new Counters(wanted), reservation.amount(), now + this.ttl);
		hold.counters().lock();
		try {
			return holdIfItFits(reservation, hold);
		}
		finally {
			hold.counters().unlock();
		}
	}

	private ReservationResult holdIfItFits(Reservation reservation, Hold hold) {
		List<BudgetLimit> limits = reservation.limits();
		for (int i = 0; i < limits.size(); i++) {
			Counter counter = hold.counters().get(i);
			if (!counter.fits(reservation.amount(), limits.get(i).limit())
					&& !this.holds.containsKey(reservation.id())) {
				return new ReservationResult.Refused(limits.get(i), counter.usage());
			}
		}
		if (this.holds.putIfAbsent(reservation.id(), hold) == null) {
			hold.counters().hold(reservation.amount());
		}
		return ReservationResult.Granted.INSTANCE;
	}

	@Override
	public List<SpendChange> settle(String reservationId, long cost) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		Hold hold = this.holds.get(reservationId);
		if (hold == null) {
			return List.of();
		}
		hold.counters().lock();
		try {
			if (hold.hasEnded()) {
				return List.of();
			}
			List<SpendChange> changes = hold.settle(cost);
			remember(reservationId);
			return changes;
		}
		finally {
			hold.counters().unlock();
		}
	}

	@Override
	public void release(String reservationId) {
		Hold hold = this.holds.get(reservationId);
		if (hold == null) {
			return;
		}
		hold.counters().lock();
		try {
			if (hold.isHeld()) {
				hold.release();
				remember(reservationId);
			}
		}
		finally {
			hold.counters().unlock();
		}
	}

	@Override
	public List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		long now = this.clock.millis();
		Counters charged = new Counters(
				new LinkedHashSet<>(keys).stream().map((key) -> counter(key, now)).toArray(Counter[]::new));
		charged.lock();
		try {
			if (this.holds.putIfAbsent(id, Hold.ended(charged)) != null) {
				return List.of();
			}
			remember(id);
			return charged.charge(cost);
		}
		finally {
			charged.unlock();
		}
	}

	@Override
	public List<SpendChange> chargeExpired() {
		long now = this.clock.millis();
		List<SpendChange> changes = new ArrayList<>();
		this.holds.forEach((id, hold) -> {
			if (hold.isExpired(now)) {
				changes.addAll(chargeExpired(hold, now));
			}
			else if (hold.isForgettable(now)) {
				this.holds.remove(id, hold);
			}
		});
		this.swept.accumulateAndGet(now, Math::max);
		this.counters.values().removeIf((counter) -> counter.hasEnded(now));
		return changes;
	}

	private List<SpendChange> chargeExpired(Hold hold, long now) {
		hold.counters().lock();
		try {
			return (hold.isExpired(now)) ? hold.expire(now + this.ttl) : List.of();
		}
		finally {
			hold.counters().unlock();
		}
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		long now = this.clock.millis();
		Map<BudgetKey, BudgetUsage> present = withAll(
				() -> keys.stream().distinct().flatMap((key) -> existing(key, now).stream()).toList(), Counters::usage)
			.stream()
			.collect(Collectors.toMap(BudgetUsage::key, Function.identity()));
		return keys.stream().map((key) -> present.getOrDefault(key, unused(key, now))).toList();
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		long now = this.clock.millis();
		Set<BudgetScope> named = Set.copyOf(scopes);
		withAll(() -> this.counters.values()
			.stream()
			.filter((counter) -> !counter.hasEnded(now))
			.filter((counter) -> named.isEmpty() || named.contains(counter.key().scope()))
			.toList(), Counters::reset);
	}

	/**
	 * Does a step with all counters there are. A counter may come into being while the
	 * others are being locked, so they are looked for once more when they are.
	 */
	private static <T> T withAll(Supplier<List<Counter>> search, Function<Counters, T> step) {
		for (;;) {
			List<Counter> found = search.get();
			Counters locked = new Counters(found.toArray(Counter[]::new));
			locked.lock();
			try {
				if (found.equals(search.get())) {
					return step.apply(locked);
				}
			}
			finally {
				locked.unlock();
			}
		}
	}

	private Optional<Counter> existing(BudgetKey key, long now) {
		return Optional.ofNullable(this.counters.get(key)).filter((counter) -> !counter.hasEnded(now));
	}

	private BudgetUsage unused(BudgetKey key, long now) {
		Instant moment = Instant.ofEpochMilli(Math.max(now, this.swept.get()));
		return new BudgetUsage(key, 0, 0, key.window().endOf(moment, this.zone));
	}

	private Counter counter(BudgetKey key, long now) {
		Counter counter = this.counters.get(key);
		return (counter != null && !counter.hasEnded(now)) ? counter
				: this.counters.compute(key, (same, present) -> successor(key, present, now));
	}

	private Counter successor(BudgetKey key, @Nullable Counter present, long now) {
		long moment = Math.max(now, this.swept.get());
		return (present != null && !present.hasEnded(moment)) ? present
				: new Counter(key, lock(key.scope()), moment, this.zone);
	}

	/**
	 * The lock of a scope. Should two windows begin at the same moment, each may get one
	 * of its own, which is slower and just as right.
	 */
	private CounterLock lock(BudgetScope scope) {
		for (BudgetWindow window : BudgetWindow.values()) {
			Counter sibling = this.counters.get(new BudgetKey(scope, window));
			if (sibling != null) {
				return sibling.lock();
			}
		}
		return new CounterLock(this.locks.getAndIncrement());
	}

	int countersKept() {
		return this.counters.size();
	}

	int idsKept() {
		return this.holds.size();
	}

	private void remember(String id) {
		String forgotten = this.endedIds.add(id);
		if (forgotten != null) {
			this.holds.remove(forgotten);
		}
	}

}
