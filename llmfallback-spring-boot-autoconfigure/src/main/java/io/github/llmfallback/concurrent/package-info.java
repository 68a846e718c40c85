/**
 * How threads keep out of each other's way for a moment.
 */
@NullMarked
package io.github.llmfallback.concurrent;

import org.jspecify.annotations.NullMarked;
