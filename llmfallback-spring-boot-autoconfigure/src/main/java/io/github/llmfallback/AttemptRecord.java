package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.pricing.Money;
import org.jspecify.annotations.Nullable;

/**
 * One request sent to one provider, or the reason it was not sent.
 *
 * @param provider the provider's name
 * @param model the model's name
 * @param keyAlias which of the provider's keys, never its value; {@code null} for a
 * provider without keys
 * @param outcome {@code SUCCESS}, the name of a
 * {@link io.github.llmfallback.failure.FailureKind} or that of a
 * {@link io.github.llmfallback.admission.SkipReason}
 * @param elapsed how long it took; zero for a skip
 * @param retryAfter how long the provider asked to wait, or how long a skipped target was
 * known not to be available; {@code null} when nobody knows
 * @param cost in the configured currency; {@code null} when tokens were used whose price
 * or number is unknown
 * @param message what happened in a few words, without keys or prompt text; {@code null}
 * when there is nothing to add to the outcome
 */
public record AttemptRecord(String provider, String model, @Nullable String keyAlias, String outcome, Duration elapsed,
		@Nullable Duration retryAfter, @Nullable BigDecimal cost, @Nullable String message) {

	/** The outcome of an attempt that answered. */
	public static final String SUCCESS = "SUCCESS";

	static List<AttemptRecord> of(List<Attempt> attempts) {
		AttemptRecord[] records = new AttemptRecord[attempts.size()];
		for (int i = 0; i < records.length; i++) {
			records[i] = of(attempts.get(i));
		}
		return List.of(records);
	}

	static AttemptRecord of(Attempt attempt) {
		return new AttemptRecord(attempt.target().provider().name(), attempt.target().model().name(),
				attempt.target().key().alias(), attempt.outcome().name(), attempt.elapsed(), attempt.retryAfter(),
				(attempt.cost() != null) ? Money.toDecimal(attempt.cost()) : null, message(attempt));
	}

	private static @Nullable String message(Attempt attempt) {
		if (attempt.outcome() instanceof Outcome.Failed failed) {
			return failed.failure().message();
		}
		if (attempt.outcome() instanceof Outcome.Skipped skipped && skipped.budget() != null) {
			return skipped.budget().message();
		}
		return attempt.estimated() ? "no usage was reported, the cost is an estimate" : null;
	}

}
