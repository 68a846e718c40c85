package io.github.llmfallback.sample;

import org.jspecify.annotations.Nullable;

/**
 * What a visitor asks.
 *
 * @param message the question
 */
record ChatRequest(@Nullable String message) {

}
