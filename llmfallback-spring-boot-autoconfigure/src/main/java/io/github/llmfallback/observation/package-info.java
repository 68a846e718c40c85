/**
 * What happened: counters, latencies and recent calls.
 */
@NullMarked
package io.github.llmfallback.observation;

import org.jspecify.annotations.NullMarked;
