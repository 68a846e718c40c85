package io.github.llmfallback.limit;

import org.jspecify.annotations.Nullable;

/**
 * How much a provider may be asked per minute.
 *
 * @param requestsPerMinute from 1 to 60 000 000 000; {@code null} for no limit
 * @param tokensPerMinute input and output together, from 1 to 60 000 000 000;
 * {@code null} for no limit
 */
public record RateSettings(@Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute) {

	/** No limit at all. */
	public static final RateSettings UNLIMITED = new RateSettings(null, null);

	/** One per nanosecond, which is the finest that can be counted. */
	public static final long MOST = 60_000_000_000L;

	public RateSettings {
		check("requestsPerMinute", requestsPerMinute);
		check("tokensPerMinute", tokensPerMinute);
	}

	private static void check(String name, @Nullable Long limit) {
		if (limit != null && (limit < 1 || limit > MOST)) {
			throw new IllegalArgumentException("'" + name + "' is " + limit + " and must be from 1 to " + MOST);
		}
	}

}
