package io.github.llmfallback.attempt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.Outcome.Skipped;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what stood in the way of a call in which nobody was asked.
 */
final class Obstacle {

	private Obstacle() {
	}

	/**
	 * The skip that says most about why the call failed. Of each target only the last one
	 * counts: who is asked as a last resort is no longer passed over for being unwell.
	 * @return {@code null} when somebody was asked, or nobody was there
	 */
	static @Nullable Skipped of(List<Attempt> attempts) {
		Map<Target, Skipped> lastWords = new LinkedHashMap<>();
		for (Attempt attempt : attempts) {
			if (!(attempt.outcome() instanceof Skipped skipped)) {
				return null;
			}
			lastWords.put(attempt.target(), skipped);
		}
		Skipped obstacle = null;
		for (Skipped skipped : lastWords.values()) {
			if (obstacle == null || rank(skipped) < rank(obstacle)) {
				obstacle = skipped;
			}
		}
		return obstacle;
	}

	/**
	 * What passes by itself comes before what money cures, and that before what only
	 * another request or somebody's hand does.
	 */
	private static int rank(Skipped skipped) {
		return switch (skipped.reason()) {
			case CIRCUIT_OPEN, COOLING_DOWN, RATE_LIMIT, CONCURRENCY -> 0;
			case OVER_BUDGET -> 1;
			case CONTEXT_WINDOW -> 2;
			case DISABLED -> 3;
		};
	}

}
