package io.github.llmfallback.budget;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One attempt that cost something, or could have, for the books.
 *
 * @param time when it was charged
 * @param callId the call it belongs to
 * @param provider the provider's name
 * @param model the model's name
 * @param keyAlias the alias of the key, never the key; {@code null} for providers without
 * @param inputTokens the tokens of the prompt, cached ones included; {@code null} when
 * not known
 * @param cachedTokens those of the input that came from the provider's cache;
 * {@code null} when not known
 * @param outputTokens the tokens of the answer; {@code null} when not known
 * @param cost nano-units of the currency; not negative
 * @param estimated whether the cost is our estimate, because no usage was reported
 * @param outcome {@code SUCCESS} or what went wrong
 * @param tags the call's tags
 */
public record AuditEntry(Instant time, String callId, String provider, String model, @Nullable String keyAlias,
		@Nullable Long inputTokens, @Nullable Long cachedTokens, @Nullable Long outputTokens, long cost,
		boolean estimated, String outcome, Map<String, String> tags) {

	public AuditEntry {
		tags = Map.copyOf(tags);
	}

}
