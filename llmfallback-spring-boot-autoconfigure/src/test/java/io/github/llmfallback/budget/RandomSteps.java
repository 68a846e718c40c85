package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.github.llmfallback.budget.LedgerStore.Loss;
import io.github.llmfallback.budget.ReservationResult.Granted;

/**
 * A random sequence of steps on a ledger and on its model. Whatever happens they say the
 * same, and the ledger's own figures keep the promises of its contract.
 */
final class RandomSteps {

	private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

	private static final Duration TTL = Duration.ofMinutes(5);

	/** Steps in time are even numbers of minutes, so nothing falls due on the minute. */
	private static final Instant START = Instant.parse("2026-10-30T12:01:00Z");

	private static final List<BudgetKey> KEYS = List.of(key("global", BudgetWindow.DAILY),
			key("global", BudgetWindow.MONTHLY), key("provider:a", BudgetWindow.DAILY),
			key("provider:b", BudgetWindow.MONTHLY), key("tenant:acme", BudgetWindow.DAILY));

	private static final List<Long> LIMITS = List.of(100L, 250L, 60L, BudgetLimit.UNLIMITED, 40L);

	private final LedgerStore store;

	private final Random random;

	private final BudgetLedger ledger;

	private final LedgerModel model = new LedgerModel(ZONE, TTL, START);

	private final List<Object> log = new ArrayList<>();

	/** What the ledger said before, by counter and window. */
	private final Map<String, Long> spent = new HashMap<>();

	/** Counters to which more was charged than was held. */
	private final Map<String, Boolean> overrun = new HashMap<>();

	private int ids;

	private boolean faulty;

	RandomSteps(LedgerStore store, Random random) {
		this.store = store;
		this.random = random;
		store.turnTo(START);
		this.ledger = store.ledger(ZONE, TTL);
	}

	private static BudgetKey key(String scope, BudgetWindow window) {
		return new BudgetKey(new BudgetScope(scope), window);
	}

	void run(int steps) {
		try {
			for (int i = 0; i < steps; i++) {
				step();
				compare();
			}
		}
		catch (Throwable ex) {
			throw new AssertionError(this.log.stream().map(Object::toString).collect(Collectors.joining("\n")), ex);
		}
	}

	private void step() throws Exception {
		switch (this.random.nextInt(16)) {
			case 0, 1, 2, 3 -> reserve(newId());
			case 4 -> reserve(someId());
			case 5, 6, 7, 8 -> settle(someId());
			case 9 -> release(someId());
			case 10 -> charge(this.random.nextBoolean() ? newId() : someId());
			case 11, 12 -> chargeExpired();
			case 13, 14 -> turn();
			default -> reset();
		}
	}

	private void reserve(String id) throws Exception {
		List<BudgetLimit> limits = new ArrayList<>();
		for (int i = 0; i < KEYS.size(); i++) {
			if (this.random.nextInt(3) > 0) {
				limits.add(this.random.nextInt(limits.size() + 1), new BudgetLimit(KEYS.get(i), LIMITS.get(i)));
			}
		}
		Reservation reservation = new Reservation(id, this.random.nextInt(30), limits);
		this.log.add(reservation);
		boolean expected = this.model.reserve(reservation);
		check(expected == (perform(() -> this.ledger.reserve(reservation)) instanceof Granted), "granted", "not",
				expected);
	}

	private void settle(String id) throws Exception {
		long cost = this.random.nextInt((this.random.nextInt(5) == 0) ? 60 : 15);
		this.log.add(List.of("settle", id, cost));
		LedgerModel.Entry entry = this.model.entries.get(id);
		long expected = this.model.settle(id, cost);
		if (entry != null && cost > entry.amount) {
			entry.counters.forEach((counter) -> this.overrun.put(counter, true));
		}
		checkEach(id, perform(() -> this.ledger.settle(id, cost)), expected);
	}

	private void release(String id) throws Exception {
		this.log.add(List.of("release", id));
		this.model.release(id);
		perform(() -> {
			this.ledger.release(id);
			return true;
		});
	}

	private void charge(String id) throws Exception {
		long cost = this.random.nextInt(20);
		List<BudgetKey> keys = KEYS.subList(this.random.nextInt(2), 2 + this.random.nextInt(3));
		this.log.add(List.of("charge", id, cost, keys));
		keys.forEach((key) -> this.overrun.put(this.model.name(key), true));
		long expected = this.model.charge(id, cost, keys);
		checkEach(id, perform(() -> this.ledger.charge(id, cost, keys)), expected);
	}

	private void chargeExpired() throws Exception {
		this.log.add("charge expired");
		long expected = this.model.chargeExpired();
		long charged = perform(this.ledger::chargeExpired).stream()
			.mapToLong((change) -> change.after() - change.before())
			.sum();
		check(charged == expected || (this.faulty && charged == 0), charged, "not", expected);
	}

	private void turn() {
		Instant moment = this.model.now()
			.plus((this.random.nextInt(4) == 0) ? Duration.ofHours(14)
					: Duration.ofMinutes(2 + 2 * this.random.nextInt(3)));
		this.log.add(moment);
		this.model.turnTo(moment);
		this.store.turnTo(moment);
	}

	private void reset() throws Exception {
		BudgetScope scope = KEYS.get(this.random.nextInt(KEYS.size())).scope();
		List<BudgetScope> scopes = this.random.nextBoolean() ? List.of(scope) : List.of();
		this.log.add(List.of("reset", scopes));
		for (BudgetKey key : KEYS) {
			if (scopes.isEmpty() || key.scope().equals(scope)) {
				this.model.reset(key.scope());
				this.spent.remove(this.model.name(key));
			}
		}
		perform(() -> {
			this.ledger.reset(scopes);
			return true;
		});
	}

	private String newId() {
		return "r" + this.ids++;
	}

	private String someId() {
		String id = "r" + this.random.nextInt(this.ids + 1);
		return this.model.isRemembered(id) && this.model.entries.containsKey(id) ? id
				: (this.random.nextInt(4) == 0) ? "unknown" + this.ids++ : newId();
	}

	/** Repeats a step that the store has not answered. */
	private <T> T perform(Callable<T> step) throws Exception {
		this.faulty = this.store.isRemote() && this.random.nextInt(8) == 0;
		if (this.faulty) {
			int fault = this.random.nextInt(3);
			this.log.add("fault " + fault);
			switch (fault) {
				case 0 -> this.store.breakDown();
				case 1 -> this.store.lose(Loss.REQUEST);
				default -> this.store.lose(Loss.ANSWER);
			}
			try {
				return step.call();
			}
			catch (LedgerUnavailableException ex) {
				this.log.add("once more");
			}
			finally {
				this.store.recover();
			}
		}
		return step.call();
	}

	private void checkEach(String id, List<SpendChange> changes, long expected) {
		LedgerModel.Entry entry = this.model.entries.get(id);
		int counters = (entry != null && expected > 0) ? entry.counters.size() : 0;
		check(changes.size() == counters || (this.faulty && changes.isEmpty()), changes, "not", counters);
		for (SpendChange change : changes) {
			check(change.after() - change.before() == expected, change, "not", expected);
		}
	}

	private void compare() {
		List<BudgetUsage> usages = this.ledger.usage(KEYS);
		for (int i = 0; i < KEYS.size(); i++) {
			BudgetUsage usage = usages.get(i);
			long[] expected = this.model.figures(KEYS.get(i));
			check(usage.spent() == expected[0] && usage.reserved() == expected[1], usage, "not", expected[0],
					expected[1]);
			String window = this.model.name(KEYS.get(i));
			check(usage.reserved() >= 0, usage, "is negative");
			check(usage.spent() >= this.spent.getOrDefault(window, 0L), usage, "is less than before");
			this.spent.put(window, usage.spent());
			if (LIMITS.get(i) != BudgetLimit.UNLIMITED && !this.overrun.containsKey(window)) {
				check(usage.spent() + usage.reserved() <= LIMITS.get(i), usage, "is over the limit");
			}
		}
	}

	private static void check(boolean holds, Object... message) {
		if (!holds) {
			throw new AssertionError(List.of(message).toString());
		}
	}

}
