package io.github.llmfallback.budget.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.budget.ReservationResult;
import io.github.llmfallback.budget.ReservationResult.Granted;
import io.github.llmfallback.budget.ReservationResult.Refused;
import io.github.llmfallback.budget.Moved;
import io.github.llmfallback.budget.SpendChange;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What Redis adds to the contract of ledgers: keys, scripts, its clock and its numbers.
 */
class RedisLedgerTests {

	private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

	private static final BudgetKey DAILY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private static final BudgetKey MONTHLY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY);

	private static final BudgetKey ACME = new BudgetKey(BudgetScope.tag("tenant", "acme"), BudgetWindow.DAILY);

	private static TestRedis server;

	private static LettuceConnectionFactory connections;

	private final String application = UUID.randomUUID().toString();

	private final AtomicLong clockShift = new AtomicLong();

	private final StringRedisTemplate redis = new StringRedisTemplate(connections);

	private final RedisLedger ledger = ledger(ZoneOffset.UTC);

	@BeforeAll
	static void startRedis() {
		server = TestRedis.started();
		connections = server.connect();
	}

	@AfterAll
	static void stopRedis() {
		server.close();
	}

	@BeforeEach
	void noonOfADay() {
		turnClockTo("2026-05-20T12:00:00Z");
	}

	@Test
	void allKeysShareTheHashTagOfTheApplication() {
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100), limit(ACME, 100), limit(MONTHLY, 100)));
		this.ledger.reserve(reservation("b", 10, limit(DAILY, 100)));
		this.ledger.settle("b", 5);
		this.ledger.charge("c", 1, List.of(MONTHLY));

		String tag = "{llm-fallback:" + this.application + "}:";
		assertThat(keys()).contains(tag + "held", tag + "id:a", tag + "id:c").allMatch((key) -> key.startsWith(tag));
	}

	@Test
	void applicationsDoNotShareBudgets() {
		RedisLedger other = new RedisLedger(connections, this.application + "2", ZoneOffset.UTC, TIME_TO_LIVE,
				this.clockShift::get);
		this.ledger.charge("a", 100, List.of(DAILY));

		assertThat(other.usage(List.of(DAILY))).extracting(BudgetUsage::spent).containsExactly(0L);
	}

	@Test
	void everyKeyHasAnEnd() {
		this.ledger.reserve(reservation("held", 10, limit(DAILY, 100), limit(MONTHLY, 100)));
		this.ledger.reserve(reservation("settled", 10, limit(DAILY, 100), limit(MONTHLY, 100)));
		this.ledger.settle("settled", 5);
		this.ledger.reserve(reservation("released", 10, limit(DAILY, 100), limit(MONTHLY, 100)));
		this.ledger.release("released");
		this.ledger.charge("charge", 1, List.of(DAILY, MONTHLY));

		assertThat(keys()).hasSize(9).allSatisfy((key) -> assertThat(this.redis.getExpire(key)).isPositive());
	}

	@Test
	void endedReservationsAreRememberedForTheirTimeToLive() {
		this.ledger.reserve(reservation("settled", 10, limit(DAILY, 100)));
		this.ledger.settle("settled", 5);
		this.ledger.reserve(reservation("released", 10, limit(DAILY, 100)));
		this.ledger.release("released");

		assertThat(secondsLeft("id:settled")).isBetween(290L, 300L);
		assertThat(secondsLeft("id:released")).isBetween(290L, 300L);
	}

	@Test
	void countersOutliveTheirWindowByTwoDays() {
		this.ledger.charge("a", 1, List.of(DAILY, MONTHLY));

		assertThat(secondsLeft("spent:daily:" + Instant.parse("2026-05-20T00:00:00Z").toEpochMilli()))
			.isBetween(Duration.ofHours(60).toSeconds() - 60, Duration.ofHours(60).toSeconds());
		assertThat(secondsLeft("spent:monthly:" + Instant.parse("2026-05-01T00:00:00Z").toEpochMilli()))
			.isBetween(Duration.ofHours(13 * 24 + 12).toSeconds() - 60, Duration.ofHours(13 * 24 + 12).toSeconds());
	}

	@Test
	void expiredReservationsAreRememberedForADay() {
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100)));
		this.clockShift.addAndGet(TIME_TO_LIVE.toMillis());

		assertThat(this.ledger.chargeExpired()).extracting(Moved::of).containsExactly(new Moved(DAILY, 0, 10));
		assertThat(secondsLeft("id:a")).isBetween(86_340L, 86_400L);
		assertThat(keys()).noneMatch((key) -> key.endsWith(":held"));
	}

	@Test
	void noIdIsForgottenBeforeATimeToLiveIsOver() {
		RedisLedger patient = new RedisLedger(connections, this.application, ZoneOffset.UTC, Duration.ofDays(2),
				this.clockShift::get);
		patient.charge("charge", 10, List.of(DAILY));
		patient.reserve(reservation("expired", 10, limit(DAILY, 100)));
		this.clockShift.addAndGet(Duration.ofDays(2).toMillis());
		patient.chargeExpired();

		assertThat(secondsLeft("id:expired")).isGreaterThan(172_000L);
		assertThat(secondsLeft("id:charge")).isGreaterThan(172_000L);
	}

	@Test
	void aLateSettlementLeavesOtherReservationsHeld() {
		this.ledger.reserve(reservation("late", 10, limit(DAILY, 100)));
		this.clockShift.addAndGet(TIME_TO_LIVE.toMillis());
		this.ledger.chargeExpired();
		this.ledger.reserve(reservation("other", 20, limit(DAILY, 100)));

		this.ledger.settle("late", 15);

		assertThat(usage(DAILY).reserved()).isEqualTo(20);
	}

	@Test
	void manyExpiredReservationsAreChargedInBatches() {
		for (int i = 0; i < 250; i++) {
			this.ledger.reserve(reservation("r" + i, 10, limit(DAILY, BudgetLimit.UNLIMITED)));
		}
		this.clockShift.addAndGet(TIME_TO_LIVE.toMillis());

		assertThat(this.ledger.chargeExpired()).extracting(Moved::of)
			.hasSize(250)
			.last()
			.isEqualTo(new Moved(DAILY, 2490, 2500));
		assertThat(this.ledger.chargeExpired()).isEmpty();
	}

	@Test
	void anExpiredReservationWhoseRecordIsGoneIsForgotten() {
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100)));
		this.redis.delete("{llm-fallback:" + this.application + "}:id:a");
		this.clockShift.addAndGet(TIME_TO_LIVE.toMillis());

		assertThat(this.ledger.chargeExpired()).isEmpty();
		assertThat(keys()).noneMatch((key) -> key.endsWith(":held"));
	}

	@Test
	void reservedMoneyNeverFallsBelowZeroWhenCountersAreLost() {
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100)));
		this.redis.delete(keys().stream().filter((key) -> key.contains(":reserved:")).toList());

		this.ledger.release("a");

		assertThat(usage(DAILY)).extracting(BudgetUsage::reserved).isEqualTo(0L);
	}

	@Test
	void scriptsAreLoadedAgainAfterRedisHasForgottenThem() {
		this.ledger.charge("a", 7, List.of(DAILY));
		this.redis.execute((RedisCallback<Void>) (connection) -> {
			connection.scriptingCommands().scriptFlush();
			return null;
		});

		this.ledger.charge("b", 7, List.of(DAILY));

		assertThat(usage(DAILY).spent()).isEqualTo(14);
	}

	@Test
	void oneStepIsOneRoundTrip() {
		this.ledger.usage(List.of(DAILY));
		this.ledger.reserve(reservation("warm", 0, limit(DAILY, 100)));
		this.ledger.settle("warm", 0);
		long before = commands();

		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100), limit(MONTHLY, 100), limit(ACME, 100)));
		this.ledger.settle("a", 10);
		this.ledger.usage(List.of(DAILY, MONTHLY));

		assertThat(commands() - before).isEqualTo(3);
	}

	@Test
	void theClockOfRedisMovesTheWindows() {
		this.ledger.charge("a", 7, List.of(DAILY, MONTHLY));

		turnClockTo("2026-05-21T00:00:00Z");

		assertThat(this.ledger.usage(List.of(DAILY, MONTHLY))).containsExactly(
				new BudgetUsage(DAILY, 0, 0, Instant.parse("2026-05-22T00:00:00Z")),
				new BudgetUsage(MONTHLY, 7, 0, Instant.parse("2026-06-01T00:00:00Z")));
	}

	@Test
	void aClockThatIsTurnedBackFindsTheWindowAgain() {
		this.ledger.charge("a", 7, List.of(DAILY));
		turnClockTo("2026-05-21T00:00:00Z");
		this.ledger.charge("b", 5, List.of(DAILY));

		turnClockTo("2026-05-20T23:59:00Z");

		assertThat(usage(DAILY).spent()).isEqualTo(7);
	}

	@Test
	void everyStepThatNeedsAWindowFindsTheNewOne() {
		this.ledger.charge("a", 7, List.of(DAILY));
		turnClockTo("2026-05-21T00:00:00Z");
		assertThat(this.ledger.reserve(reservation("b", 10, limit(DAILY, 10)))).isEqualTo(Granted.INSTANCE);
		turnClockTo("2026-05-22T00:00:00Z");
		assertThat(this.ledger.charge("c", 5, List.of(DAILY))).extracting(Moved::of)
			.containsExactly(new Moved(DAILY, 0, 5));
		turnClockTo("2026-05-20T12:00:00Z");
		this.ledger.reset(Set.of());
		assertThat(usage(DAILY).spent()).isZero();
		turnClockTo("2026-05-22T12:00:00Z");
		assertThat(usage(DAILY).spent()).isEqualTo(5);
	}

	@Test
	void aReservationIsChargedToTheWindowItWasMadeIn() {
		turnClockTo("2026-05-20T23:59:59Z");
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 10)));
		turnClockTo("2026-05-21T00:00:01Z");

		assertThat(this.ledger.settle("a", 8)).extracting(Moved::of).containsExactly(new Moved(DAILY, 0, 8));

		assertThat(usage(DAILY)).isEqualTo(new BudgetUsage(DAILY, 0, 0, Instant.parse("2026-05-22T00:00:00Z")));
		turnClockTo("2026-05-20T23:59:59Z");
		assertThat(usage(DAILY)).isEqualTo(new BudgetUsage(DAILY, 8, 0, Instant.parse("2026-05-21T00:00:00Z")));
	}

	@Test
	void daysOfAZoneHaveTheirTrueLength() {
		RedisLedger newYork = ledger(ZoneId.of("America/New_York"));
		turnClockTo("2026-11-01T12:00:00Z");
		assertThat(newYork.usage(List.of(DAILY)).get(0).resetsAt()).isEqualTo("2026-11-02T05:00:00Z");
		turnClockTo("2026-11-01T04:00:00Z");
		newYork.charge("a", 3, List.of(DAILY));
		turnClockTo("2026-11-02T04:59:00Z");
		assertThat(newYork.usage(List.of(DAILY)).get(0).spent()).isEqualTo(3);
	}

	@Test
	void aClockThatNeverStaysInAWindowIsAFailure() {
		AtomicLong days = new AtomicLong();
		RedisLedger restless = new RedisLedger(connections, this.application, ZoneOffset.UTC, TIME_TO_LIVE,
				() -> Duration.ofDays(days.incrementAndGet()).toMillis());

		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> restless.usage(List.of(DAILY)))
			.withMessage("the ledger in Redis failed at step 'usage'")
			.withStackTraceContaining("clock of Redis");
		assertThat(days).hasValue(3);
	}

	@Test
	void moneyIsExactBeyondTheNumbersOfLua() {
		long edge = (1L << 53) + 1;
		assertThat(this.ledger.charge("a", edge, List.of(DAILY))).extracting(Moved::of)
			.containsExactly(new Moved(DAILY, 0, edge));
		assertThat(this.ledger.charge("b", 1, List.of(DAILY))).extracting(Moved::of)
			.containsExactly(new Moved(DAILY, edge, edge + 1));

		assertThat(this.ledger.reserve(reservation("r", 3, limit(DAILY, edge + 3)))).isInstanceOf(Refused.class);
		assertThat(this.ledger.reserve(reservation("r", 3, limit(DAILY, edge + 4)))).isEqualTo(Granted.INSTANCE);
		assertThat(usage(DAILY).reserved()).isEqualTo(3);
		assertThat(this.ledger.settle("r", edge)).extracting(Moved::of)
			.containsExactly(new Moved(DAILY, edge + 1, 2 * edge + 1));
	}

	@Test
	void limitsHoldUpToTheLargestAmount() {
		long limit = Long.MAX_VALUE - 1;
		assertThat(this.ledger.reserve(reservation("a", limit - 1, limit(DAILY, limit)))).isEqualTo(Granted.INSTANCE);
		assertThat(this.ledger.reserve(reservation("b", 2, limit(DAILY, limit))))
			.isEqualTo(new Refused(limit(DAILY, limit), usage(DAILY)));
		assertThat(this.ledger.reserve(reservation("c", 1, limit(DAILY, limit)))).isEqualTo(Granted.INSTANCE);
		assertThat(usage(DAILY).reserved()).isEqualTo(limit);
		this.ledger.release("a");
		assertThat(usage(DAILY).reserved()).isEqualTo(1);
	}

	@Test
	void sumsAreExactAtEveryPowerOfTen() {
		long spent = 0;
		int i = 0;
		for (long power = 10; power <= 1_000_000_000_000_000_000L / 10; power *= 10) {
			for (long cost : new long[] { power - 1, power, power + 1 }) {
				assertThat(this.ledger.charge("c" + i++, cost, List.of(DAILY))).extracting(Moved::of)
					.containsExactly(new Moved(DAILY, spent, spent + cost));
				spent += cost;
			}
			assertThat(this.ledger.reserve(reservation("r" + power, power, limit(DAILY, spent + power))))
				.isEqualTo(Granted.INSTANCE);
			assertThat(this.ledger.reserve(reservation("s" + power, 1, limit(DAILY, spent + power))))
				.isInstanceOf(Refused.class);
			assertThat(usage(DAILY).reserved()).isEqualTo(power);
			this.ledger.release("r" + power);
			assertThat(usage(DAILY).reserved()).isZero();
		}
	}

	@Test
	void whatIsSpentStaysAtTheLargestAmount() {
		this.ledger.charge("a", Long.MAX_VALUE, List.of(DAILY));
		this.ledger.charge("b", Long.MAX_VALUE, List.of(DAILY));
		assertThat(usage(DAILY).spent()).isEqualTo(Long.MAX_VALUE);

		assertThat(this.ledger.reserve(reservation("c", 1, limit(DAILY, Long.MAX_VALUE - 1))))
			.isInstanceOf(Refused.class);
		assertThat(this.ledger.reserve(reservation("d", Long.MAX_VALUE, limit(DAILY, BudgetLimit.UNLIMITED))))
			.isEqualTo(Granted.INSTANCE);
		this.ledger.release("d");
		assertThat(usage(DAILY).reserved()).isZero();
	}

	@Test
	void scopesMayHoldAnyText() {
		BudgetKey strange = new BudgetKey(BudgetScope.tag("tenant", "a:b}{ \"\\\n/ü€😀 ok"), BudgetWindow.DAILY);
		this.ledger.reserve(reservation("a}{", 10, limit(strange, 100), limit(DAILY, 100)));

		assertThat(this.ledger.settle("a}{", 4)).extracting(Moved::of)
			.containsExactly(new Moved(strange, 0, 4), new Moved(DAILY, 0, 4));
		this.ledger.reset(Set.of(strange.scope()));
		assertThat(this.ledger.usage(List.of(strange, DAILY))).extracting(BudgetUsage::spent).containsExactly(0L, 4L);
	}

	@Test
	void aReservationWithoutCountersIsGrantedAndChangesNothing() {
		assertThat(this.ledger.reserve(reservation("a", 10))).isEqualTo(Granted.INSTANCE);
		assertThat(this.ledger.settle("a", 10)).isEmpty();
		assertThat(this.ledger.usage(List.of())).isEmpty();
	}

	@Test
	void costsAndTimesToLiveAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.ledger.settle("a", -1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.ledger.charge("a", -1, List.of(DAILY)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedisLedger(connections, "app", ZoneOffset.UTC, Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedisLedger(connections, " ", ZoneOffset.UTC, TIME_TO_LIVE));
	}

	@Test
	void exactlyAsManyCallsAsTheBudgetHoldsSucceed() throws Exception {
		RedisLedger second = ledger(ZoneOffset.UTC);
		ExecutorService threads = Executors.newFixedThreadPool(64);
		CountDownLatch start = new CountDownLatch(1);
		AtomicLong granted = new AtomicLong();
		List<Future<?>> calls = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			RedisLedger mine = (i % 2 == 0) ? this.ledger : second;
			String caller = "t" + i;
			calls.add(threads.submit(() -> {
				start.await();
				for (int call = 0; call < 20; call++) {
					String id = caller + "-" + call;
					ReservationResult result = mine
						.reserve(reservation(id, 10, limit(DAILY, 5000), limit(MONTHLY, 3000), limit(ACME, 10_000)));
					if (result instanceof Granted) {
						granted.incrementAndGet();
						assertThat(mine.settle(id, 10)).hasSize(3);
					}
				}
				return null;
			}));
		}
		start.countDown();
		for (Future<?> call : calls) {
			call.get(1, TimeUnit.MINUTES);
		}
		threads.shutdown();

		assertThat(granted).hasValue(300);
		assertThat(this.ledger.usage(List.of(DAILY, MONTHLY, ACME))).allSatisfy((usage) -> {
			assertThat(usage.spent()).isEqualTo(3000);
			assertThat(usage.reserved()).isZero();
		});
	}

	@Test
	void moneyIsSettledOnAnInterruptedThread() {
		this.ledger.reserve(reservation("a", 10, limit(DAILY, 100)));
		Thread.currentThread().interrupt();
		List<SpendChange> changes = this.ledger.settle("a", 5);

		assertThat(Thread.interrupted()).isTrue();
		assertThat(changes).extracting(Moved::of).containsExactly(new Moved(DAILY, 0, 5));
	}

	@Test
	void keysOfAnotherTypeAreAFailureThatNamesTheStep() {
		this.redis.opsForValue().set("{llm-fallback:" + this.application + "}:id:a", "secret");

		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> this.ledger.settle("a", 1))
			.withMessage("the ledger in Redis failed at step 'settle'");
	}

	@Test
	void theProductionClockIsThatOfRedis() {
		RedisLedger unshifted = new RedisLedger(connections, this.application, ZoneOffset.UTC, TIME_TO_LIVE);
		Instant now = Instant.ofEpochMilli(redisTime());

		assertThat(unshifted.usage(List.of(MONTHLY)).get(0).resetsAt())
			.isBetween(BudgetWindow.MONTHLY.endOf(now, ZoneOffset.UTC), now.plus(Duration.ofDays(32)));
	}

	private RedisLedger ledger(ZoneId zone) {
		return new RedisLedger(connections, this.application, zone, TIME_TO_LIVE, this.clockShift::get);
	}

	private BudgetUsage usage(BudgetKey key) {
		return this.ledger.usage(List.of(key)).get(0);
	}

	private Set<String> keys() {
		return this.redis.keys("*" + this.application + "*");
	}

	private long secondsLeft(String key) {
		return this.redis.getExpire("{llm-fallback:" + this.application + "}:" + key);
	}

	private void turnClockTo(String time) {
		this.clockShift.set(Instant.parse(time).toEpochMilli() - redisTime());
	}

	private long redisTime() {
		return this.redis
			.execute((RedisCallback<Long>) (connection) -> connection.serverCommands().time(TimeUnit.MILLISECONDS));
	}

	private long commands() {
		return this.redis.execute((RedisCallback<Long>) (connection) -> Long.parseLong(connection.serverCommands()
			.info("commandstats")
			.getProperty("cmdstat_evalsha")
			.replaceAll("calls=(\\d+),.*", "$1")));
	}

	private static Reservation reservation(String id, long amount, BudgetLimit... limits) {
		return new Reservation(id, amount, List.of(limits));
	}

	private static BudgetLimit limit(BudgetKey key, long limit) {
		return new BudgetLimit(key, limit);
	}

}
