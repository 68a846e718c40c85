package io.github.llmfallback.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import io.github.llmfallback.autoconfigure.JdbcBudgetProperties.SchemaInitialization;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
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

	/**
	 * Asks only a database that is to get the table which script it takes: another one
	 * may be down.
	 */
	private static DatabaseInitializationSettings settings(DataSource dataSource, BudgetTable table,
			JdbcBudgetProperties properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(DatabaseInitializationMode.NEVER);
		if (applies(properties.getInitializeSchema(), dataSource)) {
			settings.setMode(DatabaseInitializationMode.ALWAYS);
			settings.setSchemaLocations(List.of(table.script(dataSource)));
		}
		return settings;
	}

	private static boolean applies(SchemaInitialization mode, DataSource dataSource) {
		return switch (mode) {
			case ALWAYS -> true;
			case EMBEDDED -> EmbeddedDatabaseConnection.isEmbedded(dataSource);
			case NEVER -> false;
		};
	}

}
