package io.github.llmfallback.attempt;

import java.time.Duration;

import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.pricing.Bill;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * One request sent to one target, or the reason it was not sent.
 *
 * @param target who was asked
 * @param outcome how it ended
 * @param elapsed how long it took; zero for a skip
 * @param firstToken how long the first content of a stream took; {@code null} for a
 * blocking call, and when none arrived
 * @param usage the tokens reported; {@code null} when the provider reported none
 * @param cost nano-units of the currency; {@code null} when tokens were used whose price
 * is unknown
 * @param estimated whether the cost is an estimate, because the provider reported no
 * tokens or not all
 */
public record Attempt(Target target, Outcome outcome, Duration elapsed, @Nullable Duration firstToken,
		@Nullable TokenUsage usage, @Nullable Long cost, boolean estimated) {

	/**
	 * An attempt whose cost is known for certain.
	 */
	public Attempt(Target target, Outcome outcome, Duration elapsed, @Nullable TokenUsage usage, @Nullable Long cost) {
		this(target, outcome, elapsed, null, usage, cost, false);
	}

	static Attempt of(Target target, Outcome outcome, Measured measured, Bill bill) {
		return new Attempt(target, outcome, measured.elapsed(), measured.firstToken(), bill.tokens(), bill.cost(),
				bill.estimated());
	}

	static Attempt skipped(Target target, Refusal refusal) {
		return new Attempt(target, new Outcome.Skipped(refusal.reason(), refusal.availableIn(), refusal.budget()),
				Duration.ZERO, null, 0L);
	}

	/**
	 * Whether a request was made, or acted out: otherwise the target was skipped.
	 */
	public boolean isAsked() {
		return !(this.outcome instanceof Outcome.Skipped);
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

}
