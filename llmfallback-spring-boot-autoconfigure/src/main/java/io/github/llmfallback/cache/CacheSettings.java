package io.github.llmfallback.cache;

import java.time.Duration;

/**
 * How long and how many answers are kept.
 *
 * @param ttl how long an answer is given out, counted from its arrival; positive
 * @param maximumSize how many answers are kept; at least 1
 */
public record CacheSettings(Duration ttl, long maximumSize) {

	/** What is used where the cache is enabled and nothing else is configured. */
	public static final CacheSettings DEFAULT = new CacheSettings(Duration.ofMinutes(10), 10_000);

	public CacheSettings {
		if (ttl.isNegative() || ttl.isZero()) {
			throw new IllegalArgumentException("'ttl' is " + ttl + " and must be positive");
		}
		if (maximumSize < 1) {
			throw new IllegalArgumentException("'maximumSize' is " + maximumSize + " and must be at least 1");
		}
	}

}
