package io.github.llmfallback.sample;

import java.math.BigDecimal;

import io.github.llmfallback.AttemptRecord;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as the visitor sees it.
 *
 * @param provider who was asked
 * @param model the model asked for
 * @param key the alias of the key; {@code null} for a provider without keys
 * @param outcome {@code SUCCESS}, a failure kind or a skip reason
 * @param elapsedMs how long it took
 * @param retryAfterMs how long the provider asked to wait; {@code null} when it did not
 * @param cost {@code null} when unknown
 */
record AttemptView(String provider, String model, @Nullable String key, String outcome, long elapsedMs,
		@Nullable Long retryAfterMs, @Nullable BigDecimal cost) {

	static AttemptView of(AttemptRecord attempt) {
		return new AttemptView(attempt.provider(), attempt.model(), attempt.keyAlias(), attempt.outcome(),
				attempt.elapsed().toMillis(), (attempt.retryAfter() != null) ? attempt.retryAfter().toMillis() : null,
				attempt.cost());
	}

}
