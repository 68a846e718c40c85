package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Failures after which a step may succeed when it is repeated.
 */
final class RetryableFailure {

	/** The connection was lost (08), or the step lost to another one (40). */
	private static final Set<String> CLASSES = Set.of("08", "40");

	/** PostgreSQL shuts down or does not get a lock. */
	private static final Set<String> STATES = Set.of("57P01", "57P02", "55P03");

	/** Lock timeouts of MySQL and MariaDB (1205) and H2, H2's concurrent update. */
	private static final Set<Integer> CODES = Set.of(1205, 50200, 90131);

	private RetryableFailure() {
	}

	static boolean is(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException exception) {
				return is(exception.getSQLState(), exception.getErrorCode());
			}
		}
		return false;
	}

	private static boolean is(@Nullable String state, int code) {
		return CODES.contains(code) || (state != null && state.length() == 5
				&& (STATES.contains(state) || CLASSES.contains(state.substring(0, 2))));
	}

}
