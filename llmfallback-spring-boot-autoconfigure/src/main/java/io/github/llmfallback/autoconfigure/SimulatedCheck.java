package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.failure.FailureKind;

/**
 * Finds everything wrong with how a simulated provider is to behave.
 */
final class SimulatedCheck {

	private final ConfigurationProblems problems;

	SimulatedCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(String path, ProviderProperties.Simulated simulated) {
		checkNotNegative(path + ".latency", simulated.getLatency());
		checkNotNegative(path + ".pace", simulated.getPace());
		Duration maxLatency = simulated.getMaxLatency();
		this.problems.addUnless(maxLatency == null || maxLatency.compareTo(simulated.getLatency()) >= 0,
				path + ".max-latency", "it is shorter than 'latency'", "Set a duration of at least 'latency'");
		simulated.getFailures().forEach((kind, probability) -> checkFailure(path + ".failures", kind, probability));
		double sum = simulated.getFailures().values().stream().mapToDouble(Double::doubleValue).sum();
		this.problems.addUnless(sum <= 1, path + ".failures", "the probabilities add up to " + sum,
				"Lower them until they add up to 1 or less");
	}

	private void checkNotNegative(String property, Duration duration) {
		this.problems.addUnless(!duration.isNegative(), property, "'" + duration + "' is negative",
				"Set a duration such as 200ms, or 0");
	}

	private void checkFailure(String property, FailureKind kind, double probability) {
		this.problems.addUnless(probability >= 0 && probability <= 1, property,
				"the probability of " + kind + " is " + probability, "Set a number from 0 to 1");
		this.problems.addUnless(kind != FailureKind.CANCELLED && kind != FailureKind.BUDGET_EXCEEDED, property,
				kind + " is not a provider's doing and cannot be simulated", "Choose another kind");
	}

}
