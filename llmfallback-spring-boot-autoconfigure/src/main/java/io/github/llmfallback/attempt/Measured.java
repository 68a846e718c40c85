package io.github.llmfallback.attempt;

import java.time.Duration;

import io.github.llmfallback.pricing.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What could be measured of an attempt.
 *
 * @param elapsed how long it took
 * @param endedNanos when it ended, on the nanosecond clock
 * @param firstToken how long its first content took; {@code null} when nobody measured
 * that, or when none arrived
 * @param usage the tokens reported; {@code null} when none were
 * @param answerTokens about how many tokens of the answer arrived
 */
record Measured(Duration elapsed, long endedNanos, @Nullable Duration firstToken, @Nullable TokenUsage usage,
		long answerTokens) {

	/**
	 * What could be measured of a blocking call.
	 */
	static Measured between(long startedNanos, long endedNanos, @Nullable TokenUsage usage, long answerTokens) {
		return new Measured(Duration.ofNanos(endedNanos - startedNanos), endedNanos, null, usage, answerTokens);
	}

}
