package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;

/**
 * The most tokens an answer may have.
 */
public final class OutputBound {

	/** Used where nothing else bounds an answer. */
	public static final long DEFAULT = 4_096;

	private OutputBound() {
	}

	/**
	 * Finds the bound.
	 * @param modelLimit the most the model writes; {@code null} when unknown
	 * @param maxTokens the bounds that were set, in order of precedence: the call's, the
	 * provider's, the default one. The first that is positive counts
	 * @return a positive number: the bound that was set, but not more than the model's
	 * limit; that limit where none was set; {@value #DEFAULT} where both are missing
	 */
	public static long of(@Nullable Long modelLimit, @Nullable Integer... maxTokens) {
		for (Integer bound : maxTokens) {
			if (bound != null && bound > 0) {
				return (modelLimit != null) ? Math.min(bound, modelLimit) : bound;
			}
		}
		return (modelLimit != null) ? modelLimit : DEFAULT;
	}

}
