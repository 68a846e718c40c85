/**
 * Properties, auto-configurations and failure analyzers.
 */
@NullMarked
package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.NullMarked;
