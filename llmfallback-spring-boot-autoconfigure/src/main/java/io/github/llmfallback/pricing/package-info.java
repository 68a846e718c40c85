/**
 * What it costs: money and prices.
 */
@NullMarked
package io.github.llmfallback.pricing;

import org.jspecify.annotations.NullMarked;
