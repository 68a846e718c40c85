package io.github.llmfallback.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/**
 * What the phases of a circuit have in common: its clock, and how each one begins.
 */
final class CircuitRules {

	/** No wait grows beyond this, however often a probe fails. */
	private static final Duration LONGEST_OPEN = Duration.ofMinutes(10);

	private static final int MOST_TIMES_LONGER = 10;

	/** A duration no call exceeds: slow calls do not open the circuit. */
	private static final Duration NEVER_SLOW = Duration.ofNanos(Long.MAX_VALUE);

	private final LongSupplier nanoTime;

	private final Doubling open;

	private final CircuitBreakerConfig config;

	CircuitRules(CircuitSettings settings, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.open = Doubling.between(settings.openDuration(), longestOpen(settings.openDuration()));
		this.config = CircuitBreakerConfig.custom()
			.failureRateThreshold(settings.failureRateThreshold())
			.slowCallDurationThreshold(NEVER_SLOW)
			// The lock-free window knows only the system's clock.
			.slidingWindow(seconds(settings.slidingWindow()), settings.minimumCalls(), SlidingWindowType.TIME_BASED,
					SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
			.clock(elapsed(nanoTime))
			.build();
	}

	ClosedPhase closed() {
		return new ClosedPhase(this, new FailureRate(this.config));
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

	/**
	 * The time since now, as the instants of a clock that started in 1970. It never
	 * jumps, whatever happens to the machine's calendar.
	 */
	private static Clock elapsed(LongSupplier nanoTime) {
		long start = nanoTime.getAsLong();
		InstantSource elapsed = () -> Instant.ofEpochSecond(0, nanoTime.getAsLong() - start);
		return elapsed.withZone(ZoneOffset.UTC);
	}

	private static Duration longestOpen(Duration first) {
		Duration longest = first.multipliedBy(MOST_TIMES_LONGER);
		longest = (longest.compareTo(LONGEST_OPEN) < 0) ? longest : LONGEST_OPEN;
		return (longest.compareTo(first) > 0) ? longest : first;
	}

	private static int seconds(Duration window) {
		return Math.toIntExact(window.plusNanos(999_999_999).toSeconds());
	}

}
