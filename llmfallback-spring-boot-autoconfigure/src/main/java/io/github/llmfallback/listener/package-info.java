/**
 * Telling listeners what happens.
 */
@NullMarked
package io.github.llmfallback.listener;

import org.jspecify.annotations.NullMarked;
