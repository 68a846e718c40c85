package io.github.llmfallback.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;

/**
 * Creates the tables of the ledger or of the audit log unless they exist.
 */
class BudgetSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	BudgetSchemaInitializer(DataSource dataSource, BudgetTable table, JdbcBudgetProperties properties) {
		super(dataSource, settings(dataSource, table, properties));
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, BudgetTable table,
			JdbcBudgetProperties properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setSchemaLocations(List.of(table.script(dataSource)));
		settings.setMode(DatabaseInitializationMode.valueOf(properties.getInitializeSchema().name()));
		return settings;
	}

}
