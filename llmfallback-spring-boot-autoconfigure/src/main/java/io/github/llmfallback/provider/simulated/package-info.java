/**
 * A provider that needs no key and no network, for samples, tests and rehearsals.
 */
@NullMarked
package io.github.llmfallback.provider.simulated;

import org.jspecify.annotations.NullMarked;
