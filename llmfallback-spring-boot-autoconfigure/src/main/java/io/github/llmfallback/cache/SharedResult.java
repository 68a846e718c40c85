package io.github.llmfallback.cache;

import io.github.llmfallback.attempt.CallSummary;
import org.jspecify.annotations.Nullable;

/**
 * How a shared call ended.
 */
public sealed interface SharedResult {

	/**
	 * A provider answered.
	 *
	 * @param answer the answer
	 * @param summary the call that got it; {@code null} when it had ended before
	 */
	record Answered(CachedAnswer answer, @Nullable CallSummary summary) implements SharedResult {

	}

	/**
	 * A provider answered, but only streams get the answer: what its chunks amount to is
	 * not what a blocking call could have got.
	 */
	record Streamed() implements SharedResult {

	}

	/**
	 * Nobody answered.
	 *
	 * @param summary the attempts and the ending
	 * @param partialText what was streamed before; {@code null} when nothing was
	 */
	record Failed(CallSummary summary, @Nullable String partialText) implements SharedResult {

	}

}
