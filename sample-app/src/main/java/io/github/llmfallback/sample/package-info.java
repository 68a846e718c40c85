/**
 * A chat service that keeps answering while its preferred provider keeps failing.
 */
@NullMarked
package io.github.llmfallback.sample;

import org.jspecify.annotations.NullMarked;
