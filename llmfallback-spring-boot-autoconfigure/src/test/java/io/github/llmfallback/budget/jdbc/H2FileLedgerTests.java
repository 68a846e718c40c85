package io.github.llmfallback.budget.jdbc;

import java.io.File;
import java.sql.SQLException;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.LedgerStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The contract on a file of H2.
 */
class H2FileLedgerTests extends JdbcLedgerContract {

	@TempDir
	private File directory;

	private HikariDataSource pool;

	@Override
	protected LedgerStore open() throws SQLException {
		if (this.pool == null) {
			this.pool = Databases.h2File(this.directory);
		}
		return new JdbcStore(this.pool, "h2");
	}

	@AfterEach
	void closeFile() {
		this.pool.close();
	}

	@Test
	void restartForgetsNothing() {
		reserve("a", 30, limit(DAY, 100));
		reserve("b", 30, limit(DAY, 100));
		this.ledger.settle("a", 20);
		this.pool.close();
		this.pool = Databases.h2File(this.directory);
		this.ledger = new JdbcLedger(this.pool, BERLIN, TTL, (present) -> NOON.toEpochMilli());
		assertThat(this.ledger.usage(List.of(DAY))).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(tuple(20L, 30L));
		this.ledger.settle("b", 10);
		assertFigures(DAY, 30, 0);
	}

}
