package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which failures of databases are worth another try.
 */
class RetryableFailureTests {

	@ParameterizedTest
	@CsvSource({ "08006, 0, true", "08S01, 0, true", "40001, 1213, true", "40P01, 0, true", "55P03, 0, true",
			"57P01, 0, true", "HYT00, 50200, true", "HY000, 1205, true", "57014, 0, false", "42P01, 0, false",
			"23505, 0, false", "08, 0, false", ", 0, false", ", 1205, true" })
	void lostConnectionsAndRacesAre(String state, int code, boolean expected) {
		assertThat(RetryableFailure.is(new SQLException("", state, code))).isEqualTo(expected);
	}

	@Test
	void firstFailureOfTheDatabaseDecides() {
		SQLException lost = new SQLException("", "08006");
		assertThat(RetryableFailure.is(new IllegalStateException(lost))).isTrue();
		assertThat(RetryableFailure.is(new SQLException("", "42000", lost))).isFalse();
		assertThat(RetryableFailure.is(new IllegalStateException())).isFalse();
	}

}
