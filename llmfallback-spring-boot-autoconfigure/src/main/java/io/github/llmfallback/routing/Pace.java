package io.github.llmfallback.routing;

/**
 * How fast a provider answers, whenever it is asked. Safe for use by many threads.
 */
@FunctionalInterface
public interface Pace {

	/** What {@link #answerNanos(long)} says when nothing recent is known. */
	long UNTESTED = -1;

	/**
	 * How long the provider would take for an answer of ordinary length, judged by its
	 * recent answers.
	 * @param now the time on the clock that the strategies were created with, in
	 * nanoseconds
	 * @return nanoseconds, or {@link #UNTESTED}
	 */
	long answerNanos(long now);

}
