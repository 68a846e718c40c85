package io.github.llmfallback.attempt;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.failure.Failure;

/**
 * How an attempt ended, or why it was not made.
 */
public sealed interface Outcome {

	/**
	 * The name people read: {@code SUCCESS}, a failure kind or a skip reason.
	 * @return an upper-case name
	 */
	String name();

	/** The attempt answered. */
	record Success() implements Outcome {

		static final Success INSTANCE = new Success();

		@Override
		public String name() {
			return "SUCCESS";
		}

	}

	/**
	 * The attempt failed.
	 *
	 * @param failure what went wrong
	 */
	record Failed(Failure failure) implements Outcome {

		@Override
		public String name() {
			return this.failure.kind().name();
		}

	}

	/**
	 * The target was not asked, which costs nothing.
	 *
	 * @param reason why not
	 * @param availableIn how long the target will not be available; zero when that
	 * depends on other calls, {@code null} when waiting would not help
	 * @param budget which budget refused; {@code null} when none did
	 */
	record Skipped(SkipReason reason, @Nullable Duration availableIn,
			@Nullable BudgetRefusal budget) implements Outcome {

		public Skipped(SkipReason reason, @Nullable Duration availableIn) {
			this(reason, availableIn, null);
		}

		@Override
		public String name() {
			return this.reason.name();
		}

	}

}
