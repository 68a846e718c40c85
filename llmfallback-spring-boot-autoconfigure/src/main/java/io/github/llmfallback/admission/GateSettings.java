package io.github.llmfallback.admission;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;

/**
 * When a provider lets calls in.
 *
 * @param circuit when it counts as unwell
 * @param rates how much it serves in a minute
 * @param maxConcurrency how many attempts it serves at once, at least 1; {@code null} for
 * any number
 */
public record GateSettings(CircuitSettings circuit, RateSettings rates, @Nullable Integer maxConcurrency) {

	/** No limits, and the circuit breaker's defaults. */
	public static final GateSettings DEFAULT = new GateSettings(CircuitSettings.DEFAULT, RateSettings.UNLIMITED, null);

	public GateSettings {
		if (maxConcurrency != null && maxConcurrency < 1) {
			throw new IllegalArgumentException("'maxConcurrency' is " + maxConcurrency + " and must be at least 1");
		}
	}

}
