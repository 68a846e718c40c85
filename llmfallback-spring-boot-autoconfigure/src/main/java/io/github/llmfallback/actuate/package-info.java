/**
 * The actuator endpoint and the health indicator.
 */
@NullMarked
package io.github.llmfallback.actuate;

import org.jspecify.annotations.NullMarked;
