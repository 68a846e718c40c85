package io.github.llmfallback.budget.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.budget.ReservationResult.Granted;
import io.github.llmfallback.budget.ReservationResult.Refused;
import io.github.llmfallback.budget.Moved;
import io.github.llmfallback.budget.SpendChange;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * The ledger while Redis stops, hangs, is full or loses connections.
 */
class RedisLedgerOutageTests {

	private static final BudgetKey DAILY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private static final BudgetKey MONTHLY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY);

	@Test
	void aServerThatIsNotThereIsAFailureThatNamesTheStep() {
		TestRedis server = TestRedis.started();
		RedisLedger ledger = ledger(server.connect());
		server.stop();

		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.reserve(reservation("a")))
			.withMessage("the ledger in Redis failed at step 'reserve'")
			.withStackTraceContaining("Unable to connect");
		server.close();
	}

	@Test
	void spendAndReservationsSurviveARestartOfTheServer(@TempDir Path directory) {
		try (TestRedis server = TestRedis.durable(directory)) {
			RedisLedger ledger = ledger(server.connect(Duration.ofMillis(300)));
			ledger.charge("a", 7, List.of(DAILY, MONTHLY));
			ledger.reserve(reservation("b"));

			server.stop();
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.settle("b", 4));
			server.start();

			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(usage(ledger)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
					.containsExactly(7L, 10L));
			assertThat(ledger.settle("b", 4)).extracting(Moved::of).containsExactly(new Moved(DAILY, 7, 11));
			assertThat(ledger.settle("b", 4)).isEmpty();
		}
	}

	@Test
	void spendSurvivesARestartOfTheApplication() {
		try (TestRedis server = TestRedis.started()) {
			LettuceConnectionFactory first = server.connect();
			ledger(first).charge("a", 7, List.of(DAILY));
			ledger(first).reserve(reservation("b"));
			first.destroy();

			RedisLedger restarted = ledger(server.connect());
			assertThat(usage(restarted)).extracting(BudgetUsage::spent, BudgetUsage::reserved).containsExactly(7L, 10L);
			assertThat(restarted.settle("b", 4)).extracting(Moved::of).containsExactly(new Moved(DAILY, 7, 11));
		}
	}

	@Test
	void aStepThatTimedOutMayBeRepeated() {
		try (TestRedis server = TestRedis.started()) {
			RedisLedger ledger = ledger(server.connect(Duration.ofMillis(200)));
			ledger.charge("a", 1, List.of(DAILY));
			pause(server, 600);

			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> ledger.reserve(reservation("b")));

			await().ignoreExceptions().until(() -> ledger.reserve(reservation("b")) == Granted.INSTANCE);
			assertThat(usage(ledger).reserved()).isEqualTo(10);
			assertThat(ledger.settle("b", 4)).extracting(Moved::of).containsExactly(new Moved(DAILY, 1, 5));
			assertThat(usage(ledger)).extracting(BudgetUsage::spent, BudgetUsage::reserved).containsExactly(5L, 0L);
		}
	}

	@Test
	void anInterruptDoesNotLoseASettlement() throws Exception {
		try (TestRedis server = TestRedis.started()) {
			RedisLedger ledger = ledger(server.connect());
			ledger.reserve(reservation("a"));
			pause(server, 500);
			CompletableFuture<List<SpendChange>> changes = new CompletableFuture<>();
			AtomicBoolean stillInterrupted = new AtomicBoolean();
			Thread thread = new Thread(() -> {
				try {
					changes.complete(ledger.settle("a", 4));
				}
				catch (RuntimeException ex) {
					changes.completeExceptionally(ex);
				}
				stillInterrupted.set(Thread.currentThread().isInterrupted());
			});
			thread.start();
			await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
			thread.interrupt();
			thread.join();

			assertThat(changes).isCompleted();
			assertThat(stillInterrupted).isTrue();
			assertThat(usage(ledger)).extracting(BudgetUsage::spent, BudgetUsage::reserved).containsExactly(4L, 0L);
		}
	}

	@Test
	void aLostConnectionIsMadeAgainOnce() {
		try (TestRedis server = TestRedis.started()) {
			FaultyConnectionFactory connections = server.connectFaulty();
			RedisLedger ledger = ledger(connections);
			ledger.charge("a", 1, List.of(DAILY));

			connections.lostConnections.set(1);
			assertThat(ledger.charge("b", 2, List.of(DAILY))).extracting(Moved::of)
				.containsExactly(new Moved(DAILY, 1, 3));

			connections.lostConnections.set(2);
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> ledger.charge("c", 2, List.of(DAILY)));
			assertThat(connections.lostConnections).hasValue(0);
		}
	}

	@Test
	void aStepWhoseAnswerWasLostMayBeRepeated() {
		try (TestRedis server = TestRedis.started()) {
			FaultyConnectionFactory connections = server.connectFaulty();
			RedisLedger ledger = ledger(connections);
			ledger.reserve(reservation("a"));

			connections.lostAnswers.set(1);
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.settle("a", 4))
				.withStackTraceContaining("answer lost");

			assertThat(ledger.settle("a", 4)).isEmpty();
			assertThat(usage(ledger)).extracting(BudgetUsage::spent, BudgetUsage::reserved).containsExactly(4L, 0L);
		}
	}

	@Test
	void whatWasChargedBeforeAnOutageIsToldAllTheSame() {
		try (TestRedis server = TestRedis.started()) {
			AtomicLong shift = new AtomicLong();
			FaultyConnectionFactory connections = server.connectFaulty();
			RedisLedger ledger = new RedisLedger(connections, "app", ZoneOffset.UTC, Duration.ofMinutes(5), shift::get);
			for (int i = 0; i < 150; i++) {
				ledger.reserve(new Reservation("r" + i, 1, List.of(new BudgetLimit(MONTHLY, 1000))));
			}
			shift.set(Duration.ofMinutes(5).toMillis());

			connections.working.set(1);
			assertThat(ledger.chargeExpired()).hasSize(100);
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(ledger::chargeExpired);
			connections.recover();
			assertThat(ledger.chargeExpired()).hasSize(50);
		}
	}

	@Test
	void aFullServerHoldsNothing() {
		try (TestRedis server = TestRedis.started("maxmemory-policy noeviction")) {
			LettuceConnectionFactory connections = server.connect();
			RedisLedger ledger = ledger(connections);
			ledger.charge("a", 1, List.of(DAILY));
			configure(connections, "maxmemory", "1");

			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> ledger.reserve(reservation("b")));

			assertThat(usage(ledger).reserved()).isZero();
			configure(connections, "maxmemory", "0");
			assertThat(ledger.reserve(reservation("b"))).isEqualTo(Granted.INSTANCE);
		}
	}

	@Test
	void aClusterRunsEveryStep(@TempDir Path directory) {
		try (TestRedis server = TestRedis.started("dir " + directory, "cluster-enabled yes",
				"cluster-config-file nodes.conf")) {
			new StringRedisTemplate(server.connect())
				.execute((RedisCallback<Object>) (connection) -> connection.execute("CLUSTER", allSlots()));
			AtomicLong shift = new AtomicLong();
			RedisLedger ledger = new RedisLedger(server.connectAsCluster(), "app", ZoneOffset.UTC,
					Duration.ofMinutes(5), shift::get);
			await().ignoreExceptions().until(() -> ledger.charge("a", 1, List.of(MONTHLY)) != null);

			ledger.reserve(new Reservation("b", 10, List.of(new BudgetLimit(MONTHLY, 100))));
			ledger.reserve(new Reservation("c", 20, List.of(new BudgetLimit(MONTHLY, 100))));
			ledger.reserve(new Reservation("d", 30, List.of(new BudgetLimit(MONTHLY, 100))));
			assertThat(ledger.reserve(new Reservation("e", 40, List.of(new BudgetLimit(MONTHLY, 100)))))
				.isInstanceOf(Refused.class);
			ledger.release("b");
			assertThat(ledger.settle("c", 5)).extracting(Moved::of).containsExactly(new Moved(MONTHLY, 1, 6));
			shift.set(Duration.ofMinutes(5).toMillis());
			assertThat(ledger.chargeExpired()).extracting(Moved::of).containsExactly(new Moved(MONTHLY, 6, 36));
			assertThat(ledger.settle("d", 31)).extracting(Moved::of).containsExactly(new Moved(MONTHLY, 36, 37));
			ledger.reset(List.of());
			assertThat(ledger.usage(List.of(MONTHLY))).extracting(BudgetUsage::spent, BudgetUsage::reserved)
				.containsExactly(tuple(0L, 0L));
		}
	}

	private static byte[][] allSlots() {
		byte[][] arguments = new byte[16385][];
		arguments[0] = "ADDSLOTS".getBytes();
		for (int slot = 0; slot < 16384; slot++) {
			arguments[slot + 1] = Integer.toString(slot).getBytes();
		}
		return arguments;
	}

	private static void pause(TestRedis server, long millis) {
		new StringRedisTemplate(server.connect()).execute((RedisCallback<Object>) (connection) -> connection
			.execute("CLIENT", "PAUSE".getBytes(), Long.toString(millis).getBytes()));
	}

	private static void configure(RedisConnectionFactory connections, String setting, String value) {
		new StringRedisTemplate(connections).execute((RedisCallback<Void>) (connection) -> {
			connection.serverCommands().setConfig(setting, value);
			return null;
		});
	}

	private static RedisLedger ledger(RedisConnectionFactory connections) {
		return new RedisLedger(connections, "app", ZoneOffset.UTC, Duration.ofMinutes(5));
	}

	private static Reservation reservation(String id) {
		return new Reservation(id, 10, List.of(new BudgetLimit(DAILY, 100)));
	}

	private static BudgetUsage usage(RedisLedger ledger) {
		return ledger.usage(List.of(DAILY)).get(0);
	}

}
