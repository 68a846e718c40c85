package io.github.llmfallback.attempt;

import java.util.List;

/**
 * What may follow one kind of failure.
 *
 * @param again whether the same target is asked again
 * @param steps what else may follow, the first possible one first
 */
record Rule(Again again, List<Next> steps) {

	/**
	 * Whether the same target is asked again.
	 */
	enum Again {

		/** It would fail again. */
		NEVER,

		/** A single time, before anybody else. */
		ONCE,

		/** As often as configured, before anybody else. */
		FIRST,

		/** As often as configured, when nobody else is left. */
		LAST

	}

	static Rule of(Again again, Next... steps) {
		return new Rule(again, List.of(steps));
	}

	boolean stops() {
		return this.steps.contains(Next.STOP);
	}

	int maxRetries(int configured) {
		return switch (this.again) {
			case NEVER -> 0;
			case ONCE -> Math.min(1, configured);
			case FIRST, LAST -> configured;
		};
	}

}
