/**
 * Servers that speak the vendors' wire formats, well and badly.
 */
@NullMarked
package io.github.llmfallback.testsupport;

import org.jspecify.annotations.NullMarked;
