package io.github.llmfallback.budget.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.budget.ReservationResult;
import io.github.llmfallback.budget.SpendChange;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

/**
 * Keeps what is spent in Redis (6.2 or later, also a cluster), one script and one round
 * trip for each step. The clock of Redis decides. Ended reservations are remembered for
 * their time to live, expired ones and other charges for a day at least, counters until
 * two days after their window. Redis must not evict keys
 * ({@code maxmemory-policy noeviction}), and what it has not written to disk or to its
 * replica is lost when it crashes. How long a step may take is a setting of the
 * connection.
 * <p>
 * A charge whose answer is lost with the connection counts, but nobody is told how it
 * moved the counters: if it crossed a threshold, there is no alert.
 */
public final class RedisLedger implements BudgetLedger {

	private static final int MAX_TRIES = 3;

	private static final int EXPIRED_AT_ONCE = 100;

	private static final long DAY = Duration.ofDays(1).toMillis();

	private final LedgerScripts scripts;

	private final LedgerKeys keys;

	private final ZoneId zone;

	private final String timeToLive;

	/** In milliseconds, how long the ids of charges are remembered. */
	private final String chargesRemembered;

	private volatile CurrentWindows windows;

	/**
	 * Creates a ledger; Redis is not asked yet.
	 * @param connections to where the ledger is
	 * @param application instances with the same name share their budgets; not empty
	 * @param zone where days and months begin; the same for all instances
	 * @param timeToLive after which a reservation is charged; positive
	 */
	public RedisLedger(RedisConnectionFactory connections, String application, ZoneId zone, Duration timeToLive) {
		this(connections, application, zone, timeToLive, () -> 0);
	}

	RedisLedger(RedisConnectionFactory connections, String application, ZoneId zone, Duration timeToLive,
			LongSupplier clockShift) {
		Assert.isTrue(timeToLive.toMillis() > 0, "the time to live of a reservation must be positive");
		this.scripts = new LedgerScripts(connections, clockShift);
		this.keys = new LedgerKeys(application);
		this.zone = zone;
		this.timeToLive = Long.toString(timeToLive.toMillis());
		this.chargesRemembered = Long.toString(Math.max(timeToLive.toMillis(), DAY));
		this.windows = CurrentWindows.around(Instant.EPOCH, zone, this.keys);
	}

	@Override
	public ReservationResult reserve(Reservation reservation) {
		List<String> arguments = new ArrayList<>();
		arguments.add(reservation.id());
		arguments.add(Long.toString(reservation.amount()));
		arguments.add(this.timeToLive);
		for (BudgetLimit limit : reservation.limits()) {
			add(arguments, limit.key());
			arguments.add((limit.limit() == BudgetLimit.UNLIMITED) ? "" : Long.toString(limit.limit()));
		}
		Answer answer = ask(LedgerStep.RESERVE, List.of(this.keys.id(reservation.id()), this.keys.held()), arguments);
		if (answer.is("GRANTED")) {
			return ReservationResult.Granted.INSTANCE;
		}
		BudgetLimit refusing = reservation.limits().get(answer.number(1));
		return new ReservationResult.Refused(refusing, answer.usage(refusing.key(), 2));
	}

	@Override
	public List<SpendChange> settle(String reservationId, long cost) {
		return Answer.changes(this.scripts.run(LedgerStep.SETTLE, reservationKeys(reservationId),
				List.of(reservationId, digits(cost), this.timeToLive)));
	}

	@Override
	public void release(String reservationId) {
		this.scripts.run(LedgerStep.RELEASE, reservationKeys(reservationId), List.of(reservationId, this.timeToLive));
	}

	@Override
	public List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys) {
		List<String> arguments = new ArrayList<>();
		arguments.add(this.chargesRemembered);
		arguments.add(digits(cost));
		keys.forEach((key) -> add(arguments, key));
		Answer answer = ask(LedgerStep.CHARGE, List.of(this.keys.id(id)), arguments);
		return Answer.changes(answer.values().subList(1, answer.values().size()));
	}

	@Override
	public List<SpendChange> chargeExpired() {
		List<SpendChange> changes = new ArrayList<>();
		List<String> answer;
		do {
			try {
				answer = this.scripts.run(LedgerStep.CHARGE_EXPIRED, List.of(this.keys.held()),
						List.of(this.keys.ids(), Integer.toString(EXPIRED_AT_ONCE), this.chargesRemembered));
			}
			catch (LedgerUnavailableException ex) {
				if (changes.isEmpty()) {
					throw ex;
				}
				return changes;
			}
			changes.addAll(Answer.changes(answer.subList(1, answer.size())));
		}
		while (Integer.parseInt(answer.get(0)) == EXPIRED_AT_ONCE);
		return changes;
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		List<String> arguments = new ArrayList<>();
		keys.forEach((key) -> add(arguments, key));
		Answer answer = ask(LedgerStep.USAGE, List.of(), arguments);
		List<BudgetUsage> usages = new ArrayList<>();
		keys.forEach((key) -> usages.add(answer.usage(key, 1 + 2 * usages.size())));
		return usages;
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		ask(LedgerStep.RESET, List.of(), scopes.stream().map(BudgetScope::name).toList());
	}

	/** Asks again when time has moved into another window. */
	private Answer ask(LedgerStep step, List<String> keys, List<String> arguments) {
		CurrentWindows windows = this.windows;
		for (int i = 0; i < MAX_TRIES; i++) {
			Answer answer = new Answer(windows,
					this.scripts.run(step, concat(keys, windows.keys()), concat(windows.arguments(), arguments)));
			if (!answer.is("STALE")) {
				return answer;
			}
			windows = CurrentWindows.around(answer.moment(1), this.zone, this.keys);
			this.windows = windows;
		}
		throw new LedgerUnavailableException("the ledger in Redis failed at step '" + step + "'",
				new IllegalStateException("the clock of Redis does not stay in a window"));
	}

	private List<String> reservationKeys(String id) {
		return List.of(this.keys.id(id), this.keys.held());
	}

	private static void add(List<String> arguments, BudgetKey key) {
		arguments.add(key.scope().name());
		arguments.add(key.window().name());
	}

	private static String digits(long cost) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		return Long.toString(cost);
	}

	private static List<String> concat(List<String> first, List<String> second) {
		List<String> all = new ArrayList<>(first.size() + second.size());
		all.addAll(first);
		all.addAll(second);
		return all;
	}

}
