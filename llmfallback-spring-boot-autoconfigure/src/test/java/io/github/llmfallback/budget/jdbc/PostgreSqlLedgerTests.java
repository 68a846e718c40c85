package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;

import io.github.llmfallback.budget.LedgerStore;

/**
 * The contract on PostgreSQL.
 */
class PostgreSqlLedgerTests extends JdbcLedgerContract {

	@Override
	protected LedgerStore open() throws SQLException {
		return new JdbcStore(Databases.postgresql(), "postgresql");
	}

}
