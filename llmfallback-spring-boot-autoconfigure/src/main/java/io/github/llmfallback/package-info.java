/**
 * The public API: what applications inject, pass and catch.
 */
@NullMarked
package io.github.llmfallback;

import org.jspecify.annotations.NullMarked;
