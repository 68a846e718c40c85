package io.github.llmfallback.provider.simulated;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a simulated provider behaves.
 *
 * @param provider its name
 * @param model the model that answers unless a prompt names another
 * @param maxTokens most tokens of an answer to a prompt without options; {@code null} for
 * no bound
 * @param minLatency shortest time until an answer begins
 * @param maxLatency longest time until an answer begins
 * @param pace time between two words of a stream
 * @param hangFor how long a simulated timeout hangs
 * @param failures how likely each failure is
 * @param seed where all chance comes from
 */
record SimulatedSettings(String provider, String model, @Nullable Integer maxTokens, Duration minLatency,
		Duration maxLatency, Duration pace, Duration hangFor, FailureOdds failures, long seed) {

	private static final Duration LONGEST = Duration.ofDays(1);

	SimulatedSettings {
		Assert.hasText(provider, "a simulated provider needs a name");
		Assert.hasText(model, "a simulated provider needs the name of a model");
		Assert.isTrue(maxTokens == null || maxTokens > 0, () -> "maxTokens must be positive, but is " + maxTokens);
		check("latency", minLatency);
		check("latency", maxLatency);
		check("pace", pace);
		check("hangFor", hangFor);
		Assert.isTrue(minLatency.compareTo(maxLatency) <= 0,
				() -> "the shortest latency " + minLatency + " is longer than the longest " + maxLatency);
	}

	private static void check(String name, Duration duration) {
		Assert.isTrue(!duration.isNegative() && duration.compareTo(LONGEST) <= 0,
				() -> name + " must be between 0 and a day, but is " + duration);
	}

}
