package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What budgets need in a database.
 */
enum BudgetTable {

	/** What is spent and reserved. */
	LEDGER("llm.fallback.budget.store", "LLM_FALLBACK_COUNTER", "schema-", "set the store to 'redis' or 'memory'"),

	/** Charged attempts. */
	AUDIT("llm.fallback.budget.audit", "llm_fallback_audit", "schema-audit-", "provide an AuditLog bean");

	static final String INITIALIZE_SCHEMA = "llm.fallback.budget.jdbc.initialize-schema";

	private static final Log logger = LogFactory.getLog(BudgetTable.class);

	private static final Set<DatabaseDriver> SUPPORTED = Set.of(DatabaseDriver.H2, DatabaseDriver.POSTGRESQL,
			DatabaseDriver.MYSQL, DatabaseDriver.MARIADB);

	private final String property;

	private final String table;

	private final String script;

	private final String alternative;

	BudgetTable(String property, String table, String script, String alternative) {
		this.property = property;
		this.table = table;
		this.script = script;
		this.alternative = alternative;
	}

	/**
	 * The script that creates the table unless it exists.
	 * @param dataSource the database
	 * @return a location on the class path
	 * @throws InvalidConfigurationException when there is none for this database
	 * @throws RuntimeException when the database cannot be reached
	 */
	String script(DataSource dataSource) {
		return "classpath:io/github/llmfallback/budget/jdbc/" + this.script + platform(new JdbcTemplate(dataSource))
				+ ".sql";
	}

	/**
	 * Looks whether the table is there, so that not the first call finds out. A database
	 * that is down says nothing against it.
	 * @param dataSource the database
	 * @throws InvalidConfigurationException when it is not there
	 */
	void require(DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		try {
			String platform = platform(jdbc);
			try {
				jdbc.query("select 1 from " + this.table + " where 1 = 0", (row) -> {
				});
			}
			catch (BadSqlGrammarException ex) {
				throw problem(INITIALIZE_SCHEMA, "the database has no table " + this.table + ", or does not show it",
						"Set it to 'always', or create the table with " + this.script + platform
								+ ".sql, which is in the package io.github.llmfallback.budget.jdbc");
			}
		}
		catch (InvalidConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.warn("The database that keeps budgets cannot be reached: "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
	}

	private String platform(JdbcTemplate jdbc) {
		ConnectionCallback<String> name = (connection) -> connection.getMetaData().getDatabaseProductName();
		String product = jdbc.execute(name);
		DatabaseDriver driver = DatabaseDriver.fromProductName(product);
		if (!SUPPORTED.contains(driver)) {
			throw problem(this.property, product + " is not supported",
					"Use H2, PostgreSQL, MySQL or MariaDB, or " + this.alternative);
		}
		return driver.getId();
	}

	private static InvalidConfigurationException problem(String property, String reason, String remedy) {
		return new InvalidConfigurationException(List.of(new ConfigurationProblem(property, reason, remedy)));
	}

}
