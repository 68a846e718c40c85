package io.github.llmfallback.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * A pressed button.
 *
 * @param action what to do
 * @param fault how to break; only for {@link ProviderAction#BREAK}
 */
record ProviderCommand(@Nullable ProviderAction action, @Nullable Fault fault) {

}
