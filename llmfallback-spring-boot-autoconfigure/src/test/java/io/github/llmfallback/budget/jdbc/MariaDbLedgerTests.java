package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;

import io.github.llmfallback.budget.LedgerContract;
import io.github.llmfallback.budget.LedgerStore;

/**
 * The contract on MariaDB.
 */
class MariaDbLedgerTests extends LedgerContract {

	@Override
	protected LedgerStore open() throws SQLException {
		return new JdbcStore(Databases.mariaDb(), "mariadb");
	}

}
