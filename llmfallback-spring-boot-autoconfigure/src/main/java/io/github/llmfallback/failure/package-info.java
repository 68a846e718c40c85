/**
 * What went wrong: failure kinds and the classifiers that tell them apart.
 */
@NullMarked
package io.github.llmfallback.failure;

import org.jspecify.annotations.NullMarked;
