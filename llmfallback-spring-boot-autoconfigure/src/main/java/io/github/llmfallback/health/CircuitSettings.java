package io.github.llmfallback.health;

import java.time.Duration;

/**
 * When a provider's circuit opens and for how long.
 *
 * @param failureRateThreshold the share of failed calls, in percent, from which on the
 * circuit opens; above 0, at most 100
 * @param minimumCalls the circuit does not open on fewer calls; at least 1
 * @param slidingWindow how far back calls count, in whole seconds, a part of a second
 * counts as one; above zero, at most an hour
 * @param openDuration how long nothing is sent once the circuit has opened; above zero,
 * at most a day
 */
public record CircuitSettings(float failureRateThreshold, int minimumCalls, Duration slidingWindow,
		Duration openDuration) {

	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	private static final Duration LONGEST_OPEN = Duration.ofDays(1);

	/** Half of at least 10 calls within a minute; then 30 seconds of rest. */
	public static final CircuitSettings DEFAULT = new CircuitSettings(50, 10, Duration.ofSeconds(60),
			Duration.ofSeconds(30));

	public CircuitSettings {
		if (!(failureRateThreshold > 0 && failureRateThreshold <= 100)) {
			throw new IllegalArgumentException("'failureRateThreshold' is " + failureRateThreshold
					+ " and must be above 0 and at most 100 percent");
		}
		if (minimumCalls < 1) {
			throw new IllegalArgumentException("'minimumCalls' is " + minimumCalls + " and must be at least 1");
		}
		requireWithin("slidingWindow", slidingWindow, LONGEST_WINDOW);
		requireWithin("openDuration", openDuration, LONGEST_OPEN);
	}

	private static void requireWithin(String name, Duration value, Duration longest) {
		if (value.compareTo(Duration.ZERO) <= 0 || value.compareTo(longest) > 0) {
			throw new IllegalArgumentException(
					"'" + name + "' is " + value + " and must be above zero and at most " + longest);
		}
	}

}
