package io.github.llmfallback.budget.jdbc;

import java.time.Duration;

/**
 * How entries are collected and written.
 *
 * @param capacity how many entries may wait
 * @param batch how many rows are written together
 * @param delay how long an entry waits for others to be written with
 * @param retryDelay how long a batch waits after the database has failed
 * @param closing how long closing may take
 */
record AuditSettings(int capacity, int batch, Duration delay, Duration retryDelay, Duration closing) {

	static final AuditSettings DEFAULTS = new AuditSettings(10_000, 200, Duration.ofSeconds(1), Duration.ofSeconds(1),
			Duration.ofSeconds(30));

}
