/**
 * What many threads use at once without waiting for each other for long.
 */
@NullMarked
package io.github.llmfallback.concurrent;

import org.jspecify.annotations.NullMarked;
