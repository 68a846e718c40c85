package io.github.llmfallback.provider.simulated;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How likely each failure is. The order of the kinds is that of their declaration,
 * whatever map they came in, so that the same draw always means the same failure.
 */
final class FailureOdds {

	static final FailureOdds NONE = new FailureOdds(Map.of());

	private static final double ROUNDING = 1e-9;

	private final Map<FailureKind, Disturbance> disturbances = new EnumMap<>(FailureKind.class);

	private final Map<FailureKind, Double> upperBounds = new EnumMap<>(FailureKind.class);

	FailureOdds(Map<FailureKind, Double> probabilities) {
		double sum = 0;
		for (FailureKind kind : FailureKind.values()) {
			if (probabilities.containsKey(kind)) {
				sum += checked(kind, probabilities.get(kind));
				this.disturbances.put(kind, Disturbance.of(kind));
				this.upperBounds.put(kind, sum);
			}
		}
		double total = sum;
		Assert.isTrue(total <= 1 + ROUNDING,
				() -> "the probabilities of simulated failures must not add up to more than 1: "
						+ new TreeMap<>(probabilities));
	}

	private static double checked(FailureKind kind, @Nullable Double probability) {
		Assert.isTrue(probability != null && probability >= 0 && probability <= 1,
				() -> "the probability of simulated " + kind + " must be between 0 and 1, but is " + probability);
		return probability;
	}

	/**
	 * Turns a random number into a failure.
	 * @param draw from 0 inclusive to 1 exclusive
	 * @return what goes wrong, or {@code null} when nothing does
	 */
	@Nullable Disturbance at(double draw) {
		for (Map.Entry<FailureKind, Double> bound : this.upperBounds.entrySet()) {
			if (draw < bound.getValue()) {
				return this.disturbances.get(bound.getKey());
			}
		}
		return null;
	}

}
