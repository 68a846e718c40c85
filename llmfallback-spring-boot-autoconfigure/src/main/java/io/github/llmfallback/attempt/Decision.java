package io.github.llmfallback.attempt;

import java.time.Duration;

/**
 * What follows a failed attempt, and after what pause.
 *
 * @param next what follows
 * @param pause how long to wait before it; zero unless the same target is asked again
 */
record Decision(Next next, Duration pause) {

	static Decision now(Next next) {
		return new Decision(next, Duration.ZERO);
	}

}
