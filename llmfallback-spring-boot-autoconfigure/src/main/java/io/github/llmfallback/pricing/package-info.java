/**
 * What it costs: money, prices, the catalog of models and the size of requests.
 */
@NullMarked
package io.github.llmfallback.pricing;

import org.jspecify.annotations.NullMarked;
