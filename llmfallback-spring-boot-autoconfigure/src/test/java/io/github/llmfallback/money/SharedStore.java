package io.github.llmfallback.money;

import java.time.Duration;
import java.time.ZoneId;

import com.zaxxer.hikari.HikariDataSource;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.jdbc.JdbcLedger;
import io.github.llmfallback.budget.redis.RedisLedger;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Where processes that share budgets keep them.
 */
enum SharedStore {

	/** The address is a JDBC URL. */
	POSTGRESQL {

		@Override
		Connection connect(String address, ZoneId zone) {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl(address);
			pool.setMaximumPoolSize(16);
			return new Connection(new JdbcLedger(pool, zone, TIME_TO_LIVE), pool);
		}

	},

	/** The address is a port. */
	REDIS {

		@Override
		Connection connect(String address, ZoneId zone) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration("127.0.0.1", Integer.parseInt(address)));
			factory.afterPropertiesSet();
			factory.start();
			return new Connection(new RedisLedger(factory, "strict", zone, TIME_TO_LIVE), factory::destroy);
		}

	};

	private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

	abstract Connection connect(String address, ZoneId zone);

	/**
	 * A connected ledger.
	 *
	 * @param ledger the ledger
	 * @param resource what it is connected by
	 */
	record Connection(BudgetLedger ledger, AutoCloseable resource) implements AutoCloseable {

		@Override
		public void close() throws Exception {
			this.resource.close();
		}

	}

}
