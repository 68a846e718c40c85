/**
 * The page at the bare address: what happens right now, and buttons to disturb it.
 */
@NullMarked
package io.github.llmfallback.sample.console;

import org.jspecify.annotations.NullMarked;
