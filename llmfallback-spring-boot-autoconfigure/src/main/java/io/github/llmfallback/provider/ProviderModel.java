package io.github.llmfallback.provider;

import io.github.llmfallback.pricing.Price;
import org.jspecify.annotations.Nullable;

/**
 * One model name of a provider.
 *
 * @param name the name the vendor knows it by
 * @param price what it costs; {@code null} when unknown, which is not the same as free
 */
public record ProviderModel(String name, @Nullable Price price) {

}
