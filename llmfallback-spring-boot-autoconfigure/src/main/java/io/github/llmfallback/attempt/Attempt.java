package io.github.llmfallback.attempt;

import java.time.Duration;

import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * One request sent to one target, or the reason it was not sent.
 *
 * @param target who was asked
 * @param outcome how it ended
 * @param elapsed how long it took; zero for a skip
 * @param usage the tokens reported; {@code null} when the provider reported none
 * @param cost nano-units of the currency; {@code null} when tokens were used whose price
 * or number is unknown
 */
public record Attempt(Target target, Outcome outcome, Duration elapsed, @Nullable TokenUsage usage,
		@Nullable Long cost) {

	static Attempt of(Target target, Outcome outcome, Duration elapsed, @Nullable TokenUsage usage) {
		return new Attempt(target, outcome, elapsed, usage, cost(target.model().price(), outcome, usage));
	}

	static Attempt skipped(Target target, Refusal refusal) {
		return new Attempt(target, new Outcome.Skipped(refusal.reason(), refusal.availableIn()), Duration.ZERO, null,
				0L);
	}

	/**
	 * How long to wait before asking the target again.
	 * @return what the provider asked for, or how long a target that was skipped will not
	 * be available; {@code null} when nobody knows
	 */
	public @Nullable Duration retryAfter() {
		if (this.outcome instanceof Outcome.Failed failed) {
			return failed.failure().retryAfter();
		}
		return (this.outcome instanceof Outcome.Skipped skipped) ? skipped.availableIn() : null;
	}

	private static @Nullable Long cost(@Nullable Price price, Outcome outcome, @Nullable TokenUsage usage) {
		if (usage == null) {
			return (outcome instanceof Outcome.Success && (price == null || !price.isFree())) ? null : Long.valueOf(0);
		}
		return (price != null) ? Long.valueOf(price.cost(usage)) : null;
	}

}
