package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.List;

import io.github.llmfallback.budget.LedgerStore;

/**
 * The contract on MariaDB.
 */
class MariaDbLedgerTests extends JdbcLedgerContract {

	@Override
	protected LedgerStore open() throws SQLException {
		return new JdbcStore(Databases.mariaDb(), "mariadb");
	}

	@Override
	protected List<String> zones() {
		return List.of("set time_zone = '+13:00'", "set time_zone = '-08:00'", "set time_zone = 'SYSTEM'");
	}

}
