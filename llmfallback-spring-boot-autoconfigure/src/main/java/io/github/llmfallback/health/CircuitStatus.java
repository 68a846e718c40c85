package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a provider's circuit stands.
 *
 * @param state what it lets through
 * @param failureRate the share of failed calls within the sliding window, from 0 to 100
 * percent; 0 while there are fewer than the minimum
 * @param bufferedCalls the calls within the sliding window. While the circuit is not
 * closed, these are the calls that opened it
 * @param availableIn how long nothing is let through; zero when half-open, {@code null}
 * when closed
 */
public record CircuitStatus(CircuitState state, float failureRate, int bufferedCalls, @Nullable Duration availableIn) {
}
