package io.github.llmfallback.budget.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.SharedLedgerContract;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.Moved;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * What {@link JdbcLedger} promises beyond the contract, whatever the database.
 */
abstract class JdbcLedgerContract extends SharedLedgerContract {

	/** All the counters that a usual call has. */
	private static final BudgetLimit[] USUAL = IntStream.range(0, 6)
		.mapToObj((i) -> new BudgetLimit(new BudgetKey(new BudgetScope("scope" + i / 2), BudgetWindow.values()[i % 2]),
				1000))
		.toArray(BudgetLimit[]::new);

	@Test
	void stepsTakeFewStatements() {
		reserve("first", 1, USUAL);
		assertThat(statementsOf(() -> reserve("a", 1, USUAL))).isEqualTo(4);
		assertThat(statementsOf(() -> this.ledger.settle("a", 1))).isEqualTo(4);
		assertThat(statementsOf(() -> this.ledger.release("first"))).isEqualTo(4);
		assertThat(statementsOf(() -> this.ledger.usage(List.of(DAY, MONTH)))).isEqualTo(2);
		assertThat(statementsOf(() -> this.ledger.settle("unknown", 1))).isOne();
	}

	private int statementsOf(Runnable step) {
		int before = database().statements.get();
		step.run();
		return database().statements.get() - before;
	}

	@Test
	void stepsStayWhenTheCallersTransactionIsRolledBack() {
		this.ledger = ledgerOf(new TransactionAwareDataSourceProxy(database()));
		new TransactionTemplate(new DataSourceTransactionManager(database())).executeWithoutResult((transaction) -> {
			assertGranted(reserve("a", 30, limit(DAY, 100)));
			assertGranted(reserve("b", 30, limit(DAY, 100)));
			this.ledger.settle("b", 20);
			transaction.setRollbackOnly();
		});
		assertFigures(DAY, 20, 30);
	}

	@Test
	void connectionIsGivenBackAsItWas() throws SQLException {
		try (Connection connection = database().getConnection()) {
			int networkTimeout = connection.getNetworkTimeout();
			connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
			this.ledger = ledgerOf(new SingleConnectionDataSource(connection, true));
			reserve("a", 30, limit(DAY, 100));
			assertThat(connection.getAutoCommit()).isTrue();
			assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
			assertThat(connection.getNetworkTimeout()).isEqualTo(networkTimeout);
			connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
			connection.setAutoCommit(false);
			this.ledger.settle("a", 30);
			assertThat(connection.getAutoCommit()).isFalse();
			connection.setAutoCommit(true);
		}
		assertThat(count("LLM_FALLBACK_RESERVATION where STATE = 'ENDED'")).isOne();
	}

	@Test
	void chargeIsToldThoughTheAnswerWasLost() {
		reserve("a", 30, limit(DAY, 100));
		reserve("b", 40, limit(DAY, 100));
		database().lostAnswers.set(2);
		assertThat(this.ledger.settle("a", 20)).extracting(Moved::of).containsExactly(new Moved(DAY, 0, 20));
		database().lostAnswers.set(2);
		assertThat(this.ledger.charge("c", 5, List.of(DAY))).extracting(Moved::of)
			.containsExactly(new Moved(DAY, 20, 25));
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		database().keptAnswers.set(3);
		database().lostAnswers.set(2);
		assertThat(this.ledger.chargeExpired()).extracting(Moved::of).containsExactly(new Moved(DAY, 25, 65));
		assertThat(database().lostAnswers).hasValue(0);
		assertFigures(DAY, 65, 0);
	}

	@Test
	void anyStatementMayFailOnce() {
		for (int statement = 1; statement <= 5; statement++) {
			for (String state : List.of("08006", "40001", "40P01")) {
				String id = state + statement;
				List<Runnable> steps = List.of(() -> assertGranted(reserve(id, 30, limit(DAY, 100), limit(MONTH, 90))),
						() -> this.ledger.settle(id, 20), () -> reserve("r" + id, 30, limit(DAY, 100)),
						() -> this.ledger.release("r" + id), () -> this.ledger.charge("c" + id, 20, List.of(DAY)),
						() -> this.ledger.chargeExpired());
				for (Runnable step : steps) {
					database().state = state;
					database().statement.set(statement);
					step.run();
					this.store.recover();
				}
				assertFigures(DAY, 40, 0);
				assertFigures(MONTH, 20, 0);
				this.ledger.reset(List.of());
			}
		}
	}

	@Test
	void storeIsGivenUpAfterSomeTries() {
		database().lostCommits.set(5);
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> reserve("a", 30, limit(DAY, 100)))
			.withMessage("the budget ledger's database could not reserve")
			.withCauseInstanceOf(SQLException.class);
		assertThat(database().lostCommits).hasValue(0);
		assertFigures(DAY, 0, 0);
	}

	@Test
	void failureThatWouldHappenAgainIsNotTriedAgain() {
		database().state = "42000";
		database().statement.set(1);
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> assertThat(statementsOf(() -> this.ledger.settle("a", 1))).isOne());
		assertFigures(DAY, 0, 0);
	}

	@Test
	void whatWasChargedIsToldThoughNotAllCouldBe() {
		int many = 250;
		for (int i = 0; i < many; i++) {
			reserve("a" + i, 3, limit(DAY, BudgetLimit.UNLIMITED));
		}
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		database().state = "42000";
		database().statement.set(13);
		assertThat(this.ledger.chargeExpired()).hasSize(200);
		assertFigures(DAY, 600, 150);
		assertThat(this.ledger.chargeExpired()).hasSize(50);
		assertFigures(DAY, 750, 0);
	}

	@Test
	void lockThatIsHeldForLongIsNotWaitedFor() throws SQLException {
		reserve("a", 30, limit(DAY, 100));
		try (Connection connection = database().getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.executeQuery("select * from LLM_FALLBACK_COUNTER for update").close();
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> reserve("b", 30, limit(DAY, 100)));
			connection.rollback();
			connection.setAutoCommit(true);
		}
		assertGranted(reserve("b", 30, limit(DAY, 100)));
		assertFigures(DAY, 0, 60);
	}

	@Test
	void interruptedThreadDoesItsStep() {
		Thread.currentThread().interrupt();
		try {
			assertGranted(reserve("a", 30, limit(DAY, 100)));
			this.ledger.settle("a", 20);
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertFigures(DAY, 20, 0);
	}

	@Test
	void endedReservationsAndWindowsAreForgotten() throws SQLException {
		for (int i = 0; i < 250; i++) {
			reserve("e" + i, 1, limit(DAY, 1000), limit(MONTH, 1000));
			this.ledger.settle("e" + i, 1);
		}
		reserve("a", 1, limit(PROVIDER_DAY, 10));
		this.ledger.charge("c", 1, List.of(DAY));
		this.store.turnTo(NOON.plus(TTL).minusSeconds(60));
		this.ledger.chargeExpired();
		assertThat(count("LLM_FALLBACK_RESERVATION")).isEqualTo(252);
		this.store.turnTo(NOON.plus(TTL).plusSeconds(60));
		this.ledger.chargeExpired();
		assertThat(count("LLM_FALLBACK_RESERVATION")).isEqualTo(2);
		assertThat(count("LLM_FALLBACK_COUNTER")).isEqualTo(3);
		this.store.turnTo(NOON.plus(Duration.ofDays(4)));
		this.ledger.chargeExpired();
		assertThat(count("LLM_FALLBACK_RESERVATION")).isZero();
		assertThat(count("LLM_FALLBACK_COUNTER")).isOne();
	}

	@Test
	void rowsThatVanishAreMadeAgain() throws SQLException {
		reserve("a", 30, limit(DAY, 100));
		execute("delete from LLM_FALLBACK_COUNTER");
		assertThat(this.ledger.settle("a", 20)).isEmpty();
		assertGranted(reserve("b", 40, limit(DAY, 100)));
		assertFigures(DAY, 0, 40);
	}

	@Test
	void databasesClockDecidesWhateverTheTimeZoneOfTheConnection() throws SQLException {
		AtomicLong present = new AtomicLong();
		try (Connection connection = database().getConnection(); Statement statement = connection.createStatement()) {
			for (String zone : zones()) {
				statement.execute(zone);
				new JdbcLedger(new SingleConnectionDataSource(connection, true), BERLIN, TTL, (now) -> {
					present.set(now);
					return now;
				}).usage(List.of(DAY));
				assertThat(Instant.ofEpochMilli(present.get())).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
			}
		}
	}

	/**
	 * Statements that set the time zone of a connection, at last to the usual one.
	 */
	protected List<String> zones() {
		return List.of("set time zone 'Pacific/Auckland'", "set time zone 'America/Los_Angeles'",
				"set time zone 'UTC'");
	}

	@Test
	void missingTablesAreSaid() throws SQLException {
		execute("alter table LLM_FALLBACK_COUNTER rename to MISSING");
		try {
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> reserve("a", 30, limit(DAY, 100)));
		}
		finally {
			execute("alter table MISSING rename to LLM_FALLBACK_COUNTER");
		}
	}

	private JdbcLedger ledgerOf(DataSource dataSource) {
		return new JdbcLedger(dataSource, BERLIN, TTL, (present) -> NOON.toEpochMilli());
	}

	private FaultyDataSource database() {
		return ((JdbcStore) this.store).dataSource;
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = database().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private int count(String from) throws SQLException {
		try (Connection connection = database().getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select count(*) from " + from)) {
			rows.next();
			return rows.getInt(1);
		}
	}

}
