package io.github.llmfallback.budget.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongUnaryOperator;

/**
 * The clock of the database.
 *
 * @param sql an expression for the present in milliseconds since 1970 in UTC
 * @param turned what is taken for it
 */
record StoreTime(String sql, LongUnaryOperator turned) {

	long read(ResultSet row, int column) throws SQLException {
		return this.turned.applyAsLong(row.getLong(column));
	}

}
