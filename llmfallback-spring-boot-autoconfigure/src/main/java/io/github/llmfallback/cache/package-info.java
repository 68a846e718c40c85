/**
 * Answered before, or about to be: identical requests share one answer.
 */
@NullMarked
package io.github.llmfallback.cache;

import org.jspecify.annotations.NullMarked;
