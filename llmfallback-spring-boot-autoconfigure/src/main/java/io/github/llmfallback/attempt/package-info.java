/**
 * One call's journey through the targets: the loop and the pure decision.
 */
@NullMarked
package io.github.llmfallback.attempt;

import org.jspecify.annotations.NullMarked;
