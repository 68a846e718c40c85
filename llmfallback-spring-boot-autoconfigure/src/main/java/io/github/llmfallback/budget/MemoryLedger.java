package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.llmfallback.concurrent.BriefLock;

import org.springframework.util.Assert;

/**
 * Keeps counters in the memory of this application: a restart forgets them, other
 * instances do not share them. Every step counts in what the whole application spends, so
 * there is one lock, which a call holds for some ten nanoseconds.
 * <p>
 * Of the ids that were settled, released or charged, the last 128 are remembered,
 * whatever the time to live. Expired ones are remembered for their time to live once
 * more. A clock that goes back does not reopen a window.
 */
public final class MemoryLedger implements BudgetLedger {

	private final long ttl;

	private final InstantSource clock;

	private final BriefLock lock = new BriefLock();

	private final CounterIndex counters;

	private final Map<String, Hold> holds = new HashMap<>();

	private final EndedIds endedIds = new EndedIds();

	/**
	 * Creates an empty ledger.
	 * @param zone where days and months begin
	 * @param reservationTtl how long a reservation is held before it counts as lost;
	 * positive
	 * @param clock decides windows and expiry
	 */
	public MemoryLedger(ZoneId zone, Duration reservationTtl, InstantSource clock) {
		Assert.isTrue(reservationTtl.toMillis() > 0, "a reservation's time to live must be positive");
		this.ttl = reservationTtl.toMillis();
		this.clock = clock;
		this.counters = new CounterIndex(zone);
	}

	@Override
	public ReservationResult reserve(Reservation reservation) {
		long now = this.clock.millis();
		this.lock.lock();
		try {
			CounterSet held = this.counters.of(reservation.limits(), now);
			Hold hold = Hold.held(held, reservation.amount(), now + this.ttl);
			if (this.holds.putIfAbsent(reservation.id(), hold) != null) {
				return ReservationResult.Granted.INSTANCE;
			}
			ReservationResult refused = held.hold(reservation.amount(), reservation.limits());
			if (refused != null) {
				this.holds.remove(reservation.id());
				return refused;
			}
			return ReservationResult.Granted.INSTANCE;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<SpendChange> settle(String reservationId, long cost) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		this.lock.lock();
		try {
			Hold hold = this.holds.get(reservationId);
			if (hold == null || hold.hasEnded()) {
				return List.of();
			}
			List<SpendChange> changes = hold.settle(cost);
			remember(reservationId);
			return changes;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void release(String reservationId) {
		this.lock.lock();
		try {
			Hold hold = this.holds.get(reservationId);
			if (hold != null && hold.isHeld()) {
				hold.release();
				remember(reservationId);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		long now = this.clock.millis();
		this.lock.lock();
		try {
			CounterSet charged = this.counters.of(keys, now);
			if (this.holds.putIfAbsent(id, Hold.ended(charged)) != null) {
				return List.of();
			}
			remember(id);
			return charged.charge(cost);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<SpendChange> chargeExpired() {
		long now = this.clock.millis();
		List<SpendChange> changes = new ArrayList<>();
		this.lock.lock();
		try {
			for (Iterator<Hold> all = this.holds.values().iterator(); all.hasNext();) {
				Hold hold = all.next();
				if (hold.isExpired(now)) {
					changes.addAll(hold.expire(now + this.ttl));
				}
				else if (hold.isForgettable(now)) {
					all.remove();
				}
			}
			this.counters.sweep(now);
		}
		finally {
			this.lock.unlock();
		}
		return changes;
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		long now = this.clock.millis();
		this.lock.lock();
		try {
			return keys.stream().map((key) -> this.counters.usage(key, now)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		long now = this.clock.millis();
		Set<BudgetScope> named = Set.copyOf(scopes);
		this.lock.lock();
		try {
			this.counters.forEach(now, (counter) -> {
				if (named.isEmpty() || named.contains(counter.key().scope())) {
					counter.reset();
				}
			});
		}
		finally {
			this.lock.unlock();
		}
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
