package io.github.llmfallback.observation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * Published when a provider, or one of its keys or models, is left alone for a while.
 *
 * @param provider the provider
 * @param keyAlias the key, when only that is left alone; {@code null} otherwise
 * @param model the model, when only that is left alone; {@code null} otherwise
 * @param kind the failure that led to it; {@code null} when it was no single one
 * @param duration how long it is left alone, unless it becomes longer
 */
public record ProviderUnavailable(String provider, @Nullable String keyAlias, @Nullable String model,
		@Nullable FailureKind kind, Duration duration) {

}
