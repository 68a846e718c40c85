/**
 * Who is well: the circuit of a provider, cooldowns and quarantine of its keys and
 * models.
 */
@NullMarked
package io.github.llmfallback.health;

import org.jspecify.annotations.NullMarked;
