package io.github.llmfallback.budget.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.llmfallback.budget.AuditEntry;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The table that entries are written to. Times are written as UTC without a zone, because
 * drivers differ about those with one; text that is too long is cut.
 */
final class AuditTable {

	private static final String INSERT = """
			INSERT INTO llm_fallback_audit (entry_id, charged_at, call_id, provider, model, key_alias, input_tokens,
			cached_tokens, output_tokens, cost_nanos, estimated, outcome, tags)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private static final int MAX_LENGTH = 255;

	private final JsonMapper json = JsonMapper.builder().build();

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	AuditTable(DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
	}

	/**
	 * Writes all rows or none.
	 * @param rows the rows
	 * @throws org.springframework.dao.DataIntegrityViolationException when a row is there
	 * already or cannot be stored
	 * @throws RuntimeException when the database does not do its part
	 */
	void insert(List<AuditRow> rows) {
		this.transaction
			.executeWithoutResult((status) -> this.jdbc.batchUpdate(INSERT, rows, rows.size(), this::setValues));
	}

	private void setValues(PreparedStatement statement, AuditRow row) throws SQLException {
		AuditEntry entry = row.entry();
		statement.setString(1, row.id());
		statement.setObject(2, LocalDateTime.ofInstant(entry.time(), ZoneOffset.UTC));
		statement.setString(3, cut(entry.callId()));
		statement.setString(4, cut(entry.provider()));
		statement.setString(5, cut(entry.model()));
		statement.setString(6, (entry.keyAlias() != null) ? cut(entry.keyAlias()) : null);
		setTokens(statement, 7, entry.inputTokens());
		setTokens(statement, 8, entry.cachedTokens());
		setTokens(statement, 9, entry.outputTokens());
		statement.setLong(10, entry.cost());
		statement.setBoolean(11, entry.estimated());
		statement.setString(12, cut(entry.outcome()));
		statement.setString(13, this.json.writeValueAsString(new TreeMap<>(entry.tags())));
	}

	private static void setTokens(PreparedStatement statement, int index, @Nullable Long tokens) throws SQLException {
		if (tokens != null) {
			statement.setLong(index, tokens);
		}
		else {
			statement.setNull(index, Types.BIGINT);
		}
	}

	private static String cut(String text) {
		if (text.length() <= MAX_LENGTH) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
		return text.substring(0, end);
	}

}
