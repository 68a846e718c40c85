package io.github.llmfallback.budget.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs statements on a connection. Bound to no transaction of Spring, so that a step is
 * independent of what its caller is doing.
 */
final class Statements {

	private final Connection connection;

	private final int timeoutSeconds;

	Statements(Connection connection, int timeoutSeconds) {
		this.connection = connection;
		this.timeoutSeconds = timeoutSeconds;
	}

	/**
	 * Reads a row.
	 *
	 * @param <T> what it says
	 */
	interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

	<T> List<T> query(String sql, RowReader<T> reader, List<?> values) throws SQLException {
		try (PreparedStatement statement = prepare(sql)) {
			bind(statement, values);
			try (ResultSet rows = statement.executeQuery()) {
				List<T> read = new ArrayList<>();
				while (rows.next()) {
					read.add(reader.read(rows));
				}
				return read;
			}
		}
	}

	int update(String sql, List<?> values) throws SQLException {
		try (PreparedStatement statement = prepare(sql)) {
			bind(statement, values);
			return statement.executeUpdate();
		}
	}

	/**
	 * Inserts a row that may be there.
	 * @return whether it was not
	 */
	boolean insertIfAbsent(String sql, List<?> values) throws SQLException {
		try {
			return update(sql, values) > 0;
		}
		catch (SQLIntegrityConstraintViolationException ex) {
			return false;
		}
	}

	void batch(String sql, List<List<?>> rows) throws SQLException {
		try (PreparedStatement statement = prepare(sql)) {
			for (List<?> values : rows) {
				bind(statement, values);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	/** As many question marks, in parentheses. */
	static String list(int size) {
		return "(" + String.join(", ", Collections.nCopies(size, "?")) + ")";
	}

	private PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql);
		statement.setQueryTimeout(this.timeoutSeconds);
		return statement;
	}

	private static void bind(PreparedStatement statement, List<?> values) throws SQLException {
		for (int i = 0; i < values.size(); i++) {
			statement.setObject(i + 1, values.get(i));
		}
	}

}
