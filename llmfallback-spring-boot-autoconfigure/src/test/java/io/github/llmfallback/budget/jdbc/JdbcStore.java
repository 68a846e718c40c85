package io.github.llmfallback.budget.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import javax.sql.DataSource;

import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.LedgerStore;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The tables in a database, emptied.
 */
final class JdbcStore implements LedgerStore {

	final FaultyDataSource dataSource;

	private volatile Instant now = Instant.EPOCH;

	JdbcStore(DataSource dataSource, String platform) throws SQLException {
		this.dataSource = new FaultyDataSource(dataSource);
		String script = JdbcLedger.SCHEMA_LOCATION.replace("classpath:", "").replace("@@platform@@", platform);
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			for (int i = 0; i < 2; i++) {
				ScriptUtils.executeSqlScript(connection, new ClassPathResource(script));
			}
			statement.executeUpdate("delete from LLM_FALLBACK_RESERVATION");
			statement.executeUpdate("delete from LLM_FALLBACK_COUNTER");
		}
	}

	@Override
	public BudgetLedger ledger(ZoneId zone, Duration ttl) {
		return new JdbcLedger(this.dataSource, zone, ttl, (present) -> this.now.toEpochMilli());
	}

	@Override
	public void turnTo(Instant moment) {
		this.now = moment;
	}

	@Override
	public boolean isRemote() {
		return true;
	}

	@Override
	public void breakDown() {
		this.dataSource.broken = true;
	}

	@Override
	public void recover() {
		this.dataSource.recover();
	}

	@Override
	public void lose(Loss loss) {
		((loss == Loss.REQUEST) ? this.dataSource.lostCommits : this.dataSource.lostAnswers).set(1);
	}

	@Override
	public void close() {
	}

}
