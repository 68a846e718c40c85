package io.github.llmfallback.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the phases of a circuit have in common: its clock, and how each one begins.
 */
final class CircuitRules {

	/** No wait grows beyond this, however often a probe fails. */
	private static final Duration LONGEST_OPEN = Duration.ofMinutes(10);

	private static final int MOST_TIMES_LONGER = 10;

	private final LongSupplier nanoTime;

	private final Doubling open;

	private final CircuitSettings settings;

	CircuitRules(CircuitSettings settings, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.open = Doubling.between(settings.openDuration(), longestOpen(settings.openDuration()));
		this.settings = settings;
	}

	ClosedPhase closed() {
		return new ClosedPhase(this, new FailureRate(this.settings, this.nanoTime));
	}

	/**
	 * Opens the circuit.
	 * @param openings how often in a row, 1 for the first time
	 */
	OpenPhase open(FailureRate rate, int openings) {
		return new OpenPhase(this, rate, openings, now() + this.open.nanos(openings - 1));
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	private static Duration longestOpen(Duration first) {
		Duration longest = first.multipliedBy(MOST_TIMES_LONGER);
		longest = (longest.compareTo(LONGEST_OPEN) < 0) ? longest : LONGEST_OPEN;
		return (longest.compareTo(first) > 0) ? longest : first;
	}

}
