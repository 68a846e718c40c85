package io.github.llmfallback.budget.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.SharedLedgerContract;
import io.github.llmfallback.budget.LedgerStore;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The contract on Redis.
 */
class RedisLedgerContractTests extends SharedLedgerContract {

	private static TestRedis server;

	private static FaultyConnectionFactory connections;

	@BeforeAll
	static void startRedis() {
		server = TestRedis.started();
		connections = server.connectFaulty();
	}

	@AfterAll
	static void stopRedis() {
		server.close();
	}

	@Override
	protected LedgerStore open() {
		return new RedisStore();
	}

	/**
	 * An application of its own for each test, with the clock of Redis shifted.
	 */
	private static final class RedisStore implements LedgerStore {

		private final String application = UUID.randomUUID().toString();

		private volatile long clockShift;

		@Override
		public BudgetLedger ledger(ZoneId zone, Duration ttl) {
			return new RedisLedger(connections, this.application, zone, ttl, () -> this.clockShift);
		}

		@Override
		public void turnTo(Instant moment) {
			Long now = new StringRedisTemplate(connections)
				.execute((RedisCallback<Long>) (connection) -> connection.serverCommands().time(TimeUnit.MILLISECONDS));
			this.clockShift = moment.toEpochMilli() - now;
		}

		@Override
		public boolean isRemote() {
			return true;
		}

		@Override
		public void breakDown() {
			connections.working.set(0);
		}

		@Override
		public void recover() {
			connections.recover();
		}

		@Override
		public void lose(Loss loss) {
			switch (loss) {
				case REQUEST -> connections.lostConnections.set(1);
				case ANSWER -> connections.lostAnswers.set(1);
			}
		}

		@Override
		public void close() {
		}

	}

}
