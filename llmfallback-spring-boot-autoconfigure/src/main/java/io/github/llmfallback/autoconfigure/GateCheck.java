package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.limit.RateSettings;
import org.jspecify.annotations.Nullable;

/**
 * Finds everything wrong with when a provider lets calls in.
 */
final class GateCheck {

	private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

	private static final Duration LONGEST_OPEN = Duration.ofDays(1);

	private final ConfigurationProblems problems;

	GateCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(String path, ProviderProperties provider) {
		checkAtLeastOne(path + ".weight", (long) provider.getWeight());
		Integer maxConcurrency = provider.getMaxConcurrency();
		checkAtLeastOne(path + ".max-concurrency", (maxConcurrency != null) ? maxConcurrency.longValue() : null);
		checkRate(path + ".rate-limit.requests-per-minute", provider.getRateLimit().getRequestsPerMinute());
		checkRate(path + ".rate-limit.tokens-per-minute", provider.getRateLimit().getTokensPerMinute());
		checkCircuit(path + ".circuit-breaker", provider.getCircuitBreaker());
	}

	private void checkCircuit(String path, CircuitBreakerProperties circuit) {
		float threshold = circuit.getFailureRateThreshold();
		this.problems.addUnless(threshold > 0 && threshold <= 100, path + ".failure-rate-threshold",
				"'" + threshold + "' is no percentage of failures", "Set a number above 0 and up to 100");
		checkAtLeastOne(path + ".minimum-calls", (long) circuit.getMinimumCalls());
		checkWithin(path + ".sliding-window", circuit.getSlidingWindow(), LONGEST_WINDOW);
		checkWithin(path + ".open-duration", circuit.getOpenDuration(), LONGEST_OPEN);
	}

	private void checkAtLeastOne(String property, @Nullable Long value) {
		this.problems.addUnless(value == null || value >= 1, property, "'" + value + "' is less than 1",
				"Set at least 1, or leave it out");
	}

	private void checkRate(String property, @Nullable Long value) {
		checkAtLeastOne(property, value);
		this.problems.addUnless(value == null || value <= RateSettings.MOST, property,
				"'" + value + "' is more than can be counted",
				"Set at most " + RateSettings.MOST + ", or leave it out");
	}

	private void checkWithin(String property, Duration duration, Duration longest) {
		this.problems.addUnless(duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(longest) <= 0, property,
				"'" + duration + "' is out of range", "Set a duration such as 30s, up to " + longest.toMinutes() + "m");
	}

}
