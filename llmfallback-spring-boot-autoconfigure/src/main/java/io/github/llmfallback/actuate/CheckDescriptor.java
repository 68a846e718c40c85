package io.github.llmfallback.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.CheckResult;
import org.jspecify.annotations.Nullable;

/**
 * What the live check of one key and model showed.
 *
 * @param model the model asked for
 * @param key the alias of the key; {@code null} for a provider without keys
 * @param outcome {@code SUCCESS}, a failure kind, or {@code OVER_BUDGET} when nothing was
 * sent
 * @param latencyMs how long it took
 * @param message what happened; {@code null} when there is nothing to add
 * @param remedy what to do about it; {@code null} after an answer
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CheckDescriptor(String model, @Nullable String key, String outcome, long latencyMs,
		@Nullable String message, @Nullable String remedy) {

	static CheckDescriptor of(CheckResult result) {
		return new CheckDescriptor(result.model(), result.keyAlias(), result.outcome(), result.elapsed().toMillis(),
				result.message(), result.remedy());
	}

}
