/**
 * Every fault, through every family of vendors, in calls and in streams.
 */
@NullMarked
package io.github.llmfallback.faults;

import org.jspecify.annotations.NullMarked;
