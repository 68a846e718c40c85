package io.github.llmfallback;

import java.time.Duration;

import io.github.llmfallback.attempt.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What one tiny request sent to one key and model showed.
 *
 * @param provider the provider's name
 * @param enabled whether calls may use the provider
 * @param model the model's name
 * @param keyAlias which of the provider's keys, never its value; {@code null} for a
 * provider without keys
 * @param outcome {@code SUCCESS}, the name of a
 * {@link io.github.llmfallback.failure.FailureKind}, or {@code OVER_BUDGET} when nothing
 * was sent because a budget refused
 * @param elapsed how long it took
 * @param message what happened in a few words, without keys; {@code null} when there is
 * nothing to add to the outcome
 * @param remedy what to do about it; {@code null} after an answer
 */
public record CheckResult(String provider, boolean enabled, String model, @Nullable String keyAlias, String outcome,
		Duration elapsed, @Nullable String message, @Nullable String remedy) {

	static CheckResult of(Attempt attempt, boolean enabled) {
		AttemptRecord record = AttemptRecord.of(attempt);
		return new CheckResult(record.provider(), enabled, record.model(), record.keyAlias(), record.outcome(),
				record.elapsed(), record.message(), Remedy.of(attempt));
	}

	/**
	 * Whether the target answered.
	 */
	public boolean isAnswered() {
		return this.outcome.equals(AttemptRecord.SUCCESS);
	}

}
