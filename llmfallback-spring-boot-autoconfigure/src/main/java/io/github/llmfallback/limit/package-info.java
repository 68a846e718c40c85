/**
 * How much at once: request rates, token rates and concurrency.
 */
@NullMarked
package io.github.llmfallback.limit;

import org.jspecify.annotations.NullMarked;
