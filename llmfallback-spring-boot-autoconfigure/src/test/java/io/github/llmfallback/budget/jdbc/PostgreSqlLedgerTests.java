package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.List;

import io.github.llmfallback.budget.LedgerStore;
import io.github.llmfallback.budget.RejectedStepException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract on PostgreSQL, and what it rejects.
 */
class PostgreSqlLedgerTests extends JdbcLedgerContract {

	@Override
	protected LedgerStore open() throws SQLException {
		return new JdbcStore(Databases.postgresql(), "postgresql");
	}

	@Test
	void whatTheDatabaseCannotKeepIsRejectedForEver() {
		assertThatExceptionOfType(RejectedStepException.class)
			.isThrownBy(() -> this.ledger.charge("x".repeat(101), 1, List.of(DAY)))
			.withMessageContaining("cannot charge");
		assertFigures(DAY, 0, 0);
	}

}
