package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * How a key or a model stands.
 *
 * @param availableIn how long it is not used; zero when it is well
 * @param lastFailure its last failure since it last succeeded; {@code null} when there is
 * none. Failures that count against the provider are not its own
 */
public record HealthStatus(Duration availableIn, @Nullable FailureKind lastFailure) {
}
