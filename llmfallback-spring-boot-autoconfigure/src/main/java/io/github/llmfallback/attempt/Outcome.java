package io.github.llmfallback.attempt;

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
	 */
	record Skipped(SkipReason reason) implements Outcome {

		@Override
		public String name() {
			return this.reason.name();
		}

	}

}
