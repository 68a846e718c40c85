package io.github.llmfallback.health;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * How a key or a model stands. That of a key includes what it may do with single models
 * only, and that of a model what it does with single keys. Failures that count against
 * the provider are nobody else's.
 *
 * @param availableIn how long it is not used at all; zero when it is well. A key that is
 * rate limited with every model is back with the first of them
 * @param lastFailure its last failure that no success has made good since; {@code null}
 * when there is none
 */
public record HealthStatus(Duration availableIn, @Nullable FailureKind lastFailure) {

	/**
	 * The status of a key or a model.
	 * @param own the cooldown of its own
	 * @param pairs the cooldowns it shares, at least one
	 */
	static HealthStatus of(Cooldown own, List<Cooldown> pairs) {
		long shared = Long.MAX_VALUE;
		Rest last = own.last();
		for (Cooldown pair : pairs) {
			shared = Math.min(shared, pair.leftNanos());
			last = Rest.latest(last, pair.last());
		}
		return new HealthStatus(Duration.ofNanos(Math.max(own.leftNanos(), shared)),
				(last != null) ? last.kind() : null);
	}

}
