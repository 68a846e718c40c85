/**
 * What it costs to have: each measurement beside what a user would otherwise write or
 * run.
 */
@NullMarked
package io.github.llmfallback.benchmark;

import org.jspecify.annotations.NullMarked;
