package io.github.llmfallback.budget.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What the databases say differently.
 */
enum Dialect {

	H2("cast(extract(epoch from current_timestamp) * 1000 as bigint)", "insert into %s", ""),

	POSTGRESQL("cast(extract(epoch from clock_timestamp()) * 1000 as bigint)", "insert into %s",
			" on conflict do nothing"),

	/** MariaDB too. */
	MYSQL("timestampdiff(microsecond, timestamp '1970-01-01 00:00:00', utc_timestamp(3)) div 1000",
			"insert ignore into %s", "");

	private final String now;

	private final String insert;

	private final String conflict;

	Dialect(String now, String insert, String conflict) {
		this.now = now;
		this.insert = insert;
		this.conflict = conflict;
	}

	static Dialect of(Connection connection) throws SQLException {
		String product = connection.getMetaData().getDatabaseProductName();
		return switch (product.toLowerCase(Locale.ROOT)) {
			case "h2" -> H2;
			case "postgresql" -> POSTGRESQL;
			case "mysql", "mariadb" -> MYSQL;
			default -> throw new IllegalStateException(
					"budgets can be kept in H2, PostgreSQL, MySQL and MariaDB, not in " + product);
		};
	}

	/**
	 * An expression for the present in milliseconds since 1970 in UTC, whatever the time
	 * zone of the connection.
	 */
	String now() {
		return this.now;
	}

	/**
	 * A statement that inserts a row unless its key is there. H2 has none: it reports the
	 * key.
	 * @param table the table
	 * @param columns the columns in parentheses
	 * @param values the values in parentheses
	 */
	String insertIfAbsent(String table, String columns, String values) {
		return this.insert.formatted(table) + " " + columns + " values " + values + this.conflict;
	}

}
