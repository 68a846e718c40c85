package io.github.llmfallback.provider;

import java.time.Duration;

/**
 * How often and after what pauses the same target is asked again.
 *
 * @param maxRetries how often it is asked again after its first failure; 0 for never
 * @param delay the longest pause before the first retry; not negative
 * @param multiplier how much longer each further pause may be; at least 1
 * @param maxDelay no pause is longer; at least {@code delay}
 * @param jitter which part of a pause is left to chance, from 0 (none) to 1 (all of it:
 * full jitter)
 */
public record RetrySettings(int maxRetries, Duration delay, double multiplier, Duration maxDelay, double jitter) {

	/** One retry after up to half a second. */
	public static final RetrySettings DEFAULT = new RetrySettings(1, Duration.ofMillis(500), 2, Duration.ofSeconds(8),
			0.5);

	/** No retry at all. */
	public static final RetrySettings NONE = new RetrySettings(0, Duration.ZERO, 1, Duration.ZERO, 0);

	public RetrySettings {
		check(maxRetries >= 0, "maxRetries", maxRetries, "must not be negative");
		check(!delay.isNegative(), "delay", delay, "must not be negative");
		check(multiplier >= 1, "multiplier", multiplier, "must be at least 1");
		check(maxDelay.compareTo(delay) >= 0, "maxDelay", maxDelay, "must be at least 'delay'");
		check(jitter >= 0 && jitter <= 1, "jitter", jitter, "must be from 0 to 1");
	}

	private static void check(boolean valid, String name, Object value, String rule) {
		if (!valid) {
			throw new IllegalArgumentException("'" + name + "' is " + value + " and " + rule);
		}
	}

	/**
	 * The pause before a retry.
	 * @param retry 0 before the first retry, 1 before the second
	 * @param random evenly spread, from 0 to 1
	 * @return how long to wait
	 */
	public Duration pause(int retry, double random) {
		double longest = Math.min((double) this.delay.toNanos() * Math.pow(this.multiplier, retry),
				(double) this.maxDelay.toNanos());
		return Duration.ofNanos((long) (longest * (1 - this.jitter * random)));
	}

}
