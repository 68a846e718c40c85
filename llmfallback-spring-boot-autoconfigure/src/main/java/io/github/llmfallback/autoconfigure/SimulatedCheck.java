package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;

/**
 * Finds everything wrong with how a simulated provider is to behave.
 */
final class SimulatedCheck {

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final double ROUNDING = 1e-9;

	private final ConfigurationProblems problems;

	SimulatedCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(String path, ProviderProperties.Simulated simulated) {
		checkDuration(path + ".latency", simulated.getLatency());
		checkDuration(path + ".pace", simulated.getPace());
		Duration maxLatency = simulated.getMaxLatency();
		if (maxLatency != null) {
			checkDuration(path + ".max-latency", maxLatency);
			this.problems.addUnless(maxLatency.compareTo(simulated.getLatency()) >= 0, path + ".max-latency",
					"it is shorter than 'latency'", "Set a duration of at least 'latency'");
		}
		double sum = 0;
		for (Map.Entry<FailureKind, Double> failure : simulated.getFailures().entrySet()) {
			checkFailure(path + ".failures", failure.getKey(), failure.getValue());
			sum += failure.getValue();
		}
		this.problems.addUnless(sum <= 1 + ROUNDING, path + ".failures", "the probabilities add up to " + sum,
				"Lower them until they add up to 1 or less");
	}

	private void checkDuration(String property, Duration duration) {
		this.problems.addUnless(!duration.isNegative() && duration.compareTo(LONGEST) <= 0, property,
				"'" + duration + "' is out of range", "Set a duration from 0 to a day, 200ms for example");
	}

	private void checkFailure(String property, FailureKind kind, double probability) {
		this.problems.addUnless(probability >= 0 && probability <= 1, property,
				"the probability of " + kind + " is " + probability, "Set a number from 0 to 1");
		this.problems.addUnless(kind != FailureKind.CANCELLED && kind != FailureKind.BUDGET_EXCEEDED, property,
				kind + " is not a provider's doing and cannot be simulated", "Choose another kind");
	}

}
