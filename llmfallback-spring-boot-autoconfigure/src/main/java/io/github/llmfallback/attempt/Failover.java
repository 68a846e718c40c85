package io.github.llmfallback.attempt;

/**
 * A step of a call from one provider to another.
 *
 * @param from the last attempt at the provider that was left behind, or its skip
 * @param to the first attempt at the next one that was asked
 */
public record Failover(Attempt from, Attempt to) {

}
