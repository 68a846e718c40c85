package io.github.llmfallback.sample.console;

import java.time.Instant;
import java.util.List;

import io.github.llmfallback.actuate.LlmFallbackDescriptor;

/**
 * All that the page shows, at one moment.
 *
 * @param at the moment
 * @param fallback what the endpoint shows
 * @param simulations the providers that can be broken
 * @param shortages the providers that no budget pays for
 * @param load how the load goes
 * @param moment the newest point of the charts
 */
record ConsoleSnapshot(Instant at, LlmFallbackDescriptor fallback, List<Simulation> simulations,
		List<Shortage> shortages, LoadReport load, Moment moment) {

}
