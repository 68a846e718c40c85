package io.github.llmfallback.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * A provider that can be broken and healed.
 *
 * @param provider its name
 * @param fault how it is broken; {@code null} while it is not
 */
record Simulation(String provider, @Nullable Fault fault) {

}
