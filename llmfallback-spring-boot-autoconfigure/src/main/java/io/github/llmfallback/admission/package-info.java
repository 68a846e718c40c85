/**
 * Who lets a call in: the gates of providers and targets, which ask health, limits and
 * budgets.
 */
@NullMarked
package io.github.llmfallback.admission;

import org.jspecify.annotations.NullMarked;
