package io.github.llmfallback.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A threshold of a limited counter.
 *
 * @param threshold the share of the limit
 * @param limit the most that may be spent
 * @param spent from what on the threshold is reached
 */
record AlarmLevel(double threshold, long limit, long spent) {

	/**
	 * The thresholds of a limit that can be crossed: not those of a limit of nothing.
	 */
	static List<AlarmLevel> of(long limit, List<Double> thresholds) {
		return thresholds.stream()
			.map((threshold) -> new AlarmLevel(threshold, limit, spent(limit, threshold)))
			.filter((level) -> level.spent > 0)
			.toList();
	}

	private static long spent(long limit, double threshold) {
		return BigDecimal.valueOf(threshold)
			.multiply(BigDecimal.valueOf(limit))
			.setScale(0, RoundingMode.CEILING)
			.longValueExact();
	}

	/**
	 * Whether a charge has crossed the threshold.
	 */
	boolean isCrossedBy(SpendChange change) {
		return change.before() < this.spent && change.after() >= this.spent;
	}

}
