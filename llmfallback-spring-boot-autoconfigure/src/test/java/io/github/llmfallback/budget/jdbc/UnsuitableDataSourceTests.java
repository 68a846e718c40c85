package io.github.llmfallback.budget.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

import com.zaxxer.hikari.HikariDataSource;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.RejectedStepException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Data sources that lack something.
 */
class UnsuitableDataSourceTests {

	private static final List<BudgetKey> DAY = List.of(new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY));

	@Test
	void databaseThatIsNotSupportedIsNamed() {
		JdbcLedger ledger = ledger((connection) -> answering(Connection.class, connection, "getMetaData",
				answering(DatabaseMetaData.class, null, "getDatabaseProductName", "Oracle")));
		assertThatIllegalStateException().isThrownBy(() -> ledger.usage(DAY))
			.withMessage("budgets can be kept in H2, PostgreSQL, MySQL and MariaDB, not in Oracle");
	}

	@Test
	void driverNeedNotKnowNetworkTimeouts() throws SQLException {
		new JdbcStore(Databases.h2(), "h2").close();
		JdbcLedger ledger = ledger((connection) -> answering(Connection.class, connection, "getNetworkTimeout",
				new SQLFeatureNotSupportedException()));
		assertThat(ledger.usage(DAY)).extracting(BudgetUsage::spent).containsExactly(0L);
	}

	@Test
	void connectionThatCannotBePreparedIsGivenBack() throws SQLException {
		new JdbcStore(Databases.h2(), "h2").close();
		JdbcLedger ledger = ledger((connection) -> answering(Connection.class, connection, "getTransactionIsolation",
				new SQLException("unprepared", "42000")));
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.usage(DAY));
		}
	}

	@Test
	void connectionThatCannotBePutBackDoesNotMatter() throws SQLException {
		new JdbcStore(Databases.h2(), "h2").close();
		JdbcLedger ledger = ledger(
				(connection) -> answering(Connection.class, connection, "rollback", new SQLException("lost", "08006")));
		assertThat(ledger.charge("c", 10, DAY)).hasSize(1);
		assertThat(ledger.usage(DAY)).extracting(BudgetUsage::spent).containsExactly(10L);
	}

	@Test
	void proxyWithoutATargetFails() {
		JdbcLedger ledger = new JdbcLedger(new TransactionAwareDataSourceProxy(), ZoneOffset.UTC,
				Duration.ofMinutes(5));
		assertThatIllegalStateException().isThrownBy(() -> ledger.usage(DAY));
	}

	@Test
	@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
	void tagThatIsKeptUnderAnotherNameIsRejected() throws SQLException {
		try (HikariDataSource careless = Databases.connections("jdbc:h2:mem:careless;IGNORECASE=TRUE")) {
			new JdbcStore(careless, "h2").close();
			JdbcLedger ledger = new JdbcLedger(careless, ZoneOffset.UTC, Duration.ofMinutes(5));
			assertThat(ledger.charge("a", 10, tenant("acme"))).hasSize(1);
			assertThatExceptionOfType(RejectedStepException.class)
				.isThrownBy(() -> ledger.charge("b", 10, tenant("ACME")));
		}
	}

	private static List<BudgetKey> tenant(String name) {
		return List.of(new BudgetKey(new BudgetScope("tenant:" + name), BudgetWindow.DAILY));
	}

	@Test
	void timeToLiveIsPositive() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcLedger(Databases.h2(), ZoneOffset.UTC, Duration.ZERO));
	}

	private static JdbcLedger ledger(UnaryOperator<Connection> changed) {
		return new JdbcLedger(new DelegatingDataSource(Databases.h2()) {

			@Override
			public Connection getConnection() throws SQLException {
				return changed.apply(super.getConnection());
			}

		}, ZoneOffset.UTC, Duration.ofMinutes(5));
	}

	private static <T> T answering(Class<T> type, T target, String name, Object answer) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (!method.getName().equals(name)) {
					return method.invoke(target, arguments);
				}
				if (answer instanceof SQLException failure) {
					throw failure;
				}
				return answer;
			}));
	}

}
