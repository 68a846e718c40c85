package io.github.llmfallback.sample.console;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One point of the charts.
 *
 * @param at its time
 * @param answersPerSecond by provider
 * @param spentToday by provider; empty while nobody knows
 * @param p95Ms of the load; {@code null} without one
 */
record Moment(Instant at, Map<String, Double> answersPerSecond, Map<String, BigDecimal> spentToday,
		@Nullable Long p95Ms) {

}
