/**
 * Who can answer: providers, their keys and models, one chat model factory per vendor.
 */
@NullMarked
package io.github.llmfallback.provider;

import org.jspecify.annotations.NullMarked;
