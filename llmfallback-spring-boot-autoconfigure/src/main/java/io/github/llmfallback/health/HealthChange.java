package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * Something that has become unavailable or has recovered.
 *
 * @param part what has changed
 * @param key the index of the key, or {@link #NONE} when no single key has changed
 * @param model the index of the model, or {@link #NONE} when no single model has changed
 * @param kind the failure that makes it unavailable; {@code null} after a recovery, and
 * when a success made up the minimum of calls that opened the circuit
 * @param duration how long it is unavailable; zero after a recovery
 */
public record HealthChange(HealthPart part, int key, int model, @Nullable FailureKind kind, Duration duration) {

	/** The index of nothing. */
	public static final int NONE = -1;

}
