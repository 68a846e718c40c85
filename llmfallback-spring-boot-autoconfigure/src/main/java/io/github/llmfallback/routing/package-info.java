/**
 * In what order: routing strategies.
 */
@NullMarked
package io.github.llmfallback.routing;

import org.jspecify.annotations.NullMarked;
