package io.github.llmfallback.provider;

import org.jspecify.annotations.Nullable;

/**
 * Values used where neither the call nor the provider sets them.
 *
 * @param temperature sampling temperature; {@code null} to leave it to the vendor
 * @param maxTokens most tokens of an answer; {@code null} to leave it to the vendor
 */
public record ChatDefaults(@Nullable Double temperature, @Nullable Integer maxTokens) {

	/** Leaves everything to the vendor. */
	public static final ChatDefaults NONE = new ChatDefaults(null, null);

}
