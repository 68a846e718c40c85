package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

/**
 * Steps of two threads have the results of some order of them, one after the other.
 */
class MemoryLedgerConcurrencyTests {

	private static final int ROUNDS = 5_000;

	private static final int STEPS = 3;

	private static final List<BudgetLimit> LIMITS = DistinctLimits
		.copyOf(List.of(new BudgetLimit(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY), 10),
				new BudgetLimit(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY), 12),
				new BudgetLimit(new BudgetKey(BudgetScope.provider("a"), BudgetWindow.DAILY), 8)));

	private static final List<List<BudgetLimit>> PAIRS = List.of(
			DistinctLimits.copyOf(List.of(LIMITS.get(1), LIMITS.get(0))),
			DistinctLimits.copyOf(List.of(LIMITS.get(2), LIMITS.get(0))));

	private static final List<BudgetKey> KEYS = LIMITS.stream().map(BudgetLimit::key).toList();

	@Test
	void stepsOfTwoThreadsHaveAnOrder() throws Exception {
		long seed = new Random().nextLong();
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < ROUNDS; i++) {
				Random random = new Random(seed + i);
				List<Step> before = steps(random);
				List<Step> first = steps(random);
				List<Step> second = steps(random);
				MemoryLedger ledger = ledger(before);
				AtomicInteger started = new AtomicInteger();
				Future<List<Object>> results = executor.submit(() -> run(started, ledger, first));
				Future<List<Object>> others = executor.submit(() -> run(started, ledger, second));
				List<Object> seen = new ArrayList<>(results.get(1, TimeUnit.MINUTES));
				seen.addAll(others.get(1, TimeUnit.MINUTES));
				seen.add(ledger.usage(KEYS));
				if (!possible(before, first, second).contains(seen)) {
					throw new AssertionError("seed " + (seed + i) + ": after " + before + ", " + first + " and "
							+ second + " saw " + seen);
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * A step with a name.
	 *
	 * @param name for the failure's message
	 * @param action what it does
	 */
	private record Step(String name, Function<MemoryLedger, Object> action) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	private static List<Step> steps(Random random) {
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < STEPS; i++) {
			String id = "r" + random.nextInt(3);
			long amount = 1 + random.nextInt(6);
			steps.add(switch (random.nextInt(9)) {
				case 0, 1, 2 -> {
					int from = random.nextInt(2);
					Reservation reservation = new Reservation(id, amount,
							random.nextBoolean() ? LIMITS : PAIRS.get(from));
					yield new Step(reservation.toString(), (ledger) -> ledger.reserve(reservation));
				}
				case 3, 4 -> new Step("settle " + id + " " + amount, (ledger) -> ledger.settle(id, amount));
				case 5 -> new Step("release " + id, (ledger) -> {
					ledger.release(id);
					return true;
				});
				case 6 -> new Step("charge " + id + " " + amount, (ledger) -> ledger.charge(id, amount, KEYS));
				case 7 -> new Step("reset", (ledger) -> {
					ledger.reset(List.of());
					return true;
				});
				default -> new Step("usage", (ledger) -> ledger.usage(KEYS));
			});
		}
		return steps;
	}

	private static MemoryLedger ledger(List<Step> before) {
		MemoryLedger ledger = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(1), () -> Instant.EPOCH);
		before.forEach((step) -> step.action().apply(ledger));
		return ledger;
	}

	private static List<Object> run(AtomicInteger started, MemoryLedger ledger, List<Step> steps) {
		List<Object> results = new ArrayList<>();
		started.incrementAndGet();
		while (started.get() < 2) {
			Thread.onSpinWait();
		}
		for (Step step : steps) {
			results.add(step.action().apply(ledger));
		}
		return results;
	}

	/** The results of all orders that keep each thread's own. */
	private static Set<List<Object>> possible(List<Step> before, List<Step> first, List<Step> second) {
		Set<List<Object>> possible = new HashSet<>();
		for (int order = 0; order < 1 << (2 * STEPS); order++) {
			if (Integer.bitCount(order) == STEPS) {
				MemoryLedger ledger = ledger(before);
				List<Object> results = new ArrayList<>();
				List<Object> others = new ArrayList<>();
				for (int i = 0; i < 2 * STEPS; i++) {
					boolean own = (order >> i & 1) == 1;
					List<Object> to = own ? results : others;
					to.add((own ? first : second).get(to.size()).action().apply(ledger));
				}
				results.addAll(others);
				results.add(ledger.usage(KEYS));
				possible.add(results);
			}
		}
		return possible;
	}

}
