package io.github.llmfallback.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * How the load goes.
 *
 * @param callsPerSecond as the slider says
 * @param answered calls since the start that got an answer
 * @param failed calls since the start that got none
 * @param heldBack calls that were not made because too many were under way
 * @param inFlight calls under way
 * @param p95Ms of a hundred calls that ended since the report before, ninety-five took at
 * most this many milliseconds; {@code null} when none ended
 */
record LoadReport(int callsPerSecond, long answered, long failed, long heldBack, int inFlight, @Nullable Long p95Ms) {

}
