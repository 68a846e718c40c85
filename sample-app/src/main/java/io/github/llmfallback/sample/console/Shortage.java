package io.github.llmfallback.sample.console;

import java.time.Instant;

/**
 * A provider that no budget pays for any more. The little that is left does not cover
 * what a call could cost.
 *
 * @param provider its name
 * @param until when its budgets begin anew
 */
record Shortage(String provider, Instant until) {

}
