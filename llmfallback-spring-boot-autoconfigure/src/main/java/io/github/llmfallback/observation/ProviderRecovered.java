package io.github.llmfallback.observation;

import org.jspecify.annotations.Nullable;

/**
 * Published when a provider, or one of its keys or models, has answered again after it
 * was left alone.
 *
 * @param provider the provider
 * @param keyAlias the key, when only that was left alone; {@code null} otherwise
 * @param model the model, when only that was left alone; {@code null} otherwise
 */
public record ProviderRecovered(String provider, @Nullable String keyAlias, @Nullable String model) {

}
