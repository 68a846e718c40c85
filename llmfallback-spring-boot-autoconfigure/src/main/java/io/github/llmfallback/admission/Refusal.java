package io.github.llmfallback.admission;

import java.time.Duration;

import io.github.llmfallback.budget.BudgetRefusal;
import org.jspecify.annotations.Nullable;

/**
 * A call was not let in. Nothing is held and nothing is owed.
 *
 * @param reason why not
 * @param availableIn how long the gate will stay closed as far as it knows; zero when it
 * opens as soon as another call leaves, {@code null} when waiting does not open it
 * @param budget which budget refused; {@code null} when none did
 */
public record Refusal(SkipReason reason, @Nullable Duration availableIn,
		@Nullable BudgetRefusal budget) implements Entry {

	static final Refusal DISABLED = new Refusal(SkipReason.DISABLED, null);

	static final Refusal CONTEXT_WINDOW = new Refusal(SkipReason.CONTEXT_WINDOW, null);

	static final Refusal CONCURRENCY = new Refusal(SkipReason.CONCURRENCY, Duration.ZERO);

	/**
	 * A refusal that no budget has to do with.
	 * @param reason why not
	 * @param availableIn how long the gate will stay closed
	 */
	public Refusal(SkipReason reason, @Nullable Duration availableIn) {
		this(reason, availableIn, null);
	}

	static Refusal overBudget(BudgetRefusal budget) {
		return new Refusal(SkipReason.OVER_BUDGET, null, budget);
	}

}
