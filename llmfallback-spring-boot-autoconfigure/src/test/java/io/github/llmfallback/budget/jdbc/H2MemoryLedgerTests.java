package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;

import io.github.llmfallback.budget.LedgerStore;

/**
 * The contract on H2 in memory.
 */
class H2MemoryLedgerTests extends JdbcLedgerContract {

	@Override
	protected LedgerStore open() throws SQLException {
		return new JdbcStore(Databases.h2(), "h2");
	}

}
