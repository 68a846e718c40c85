package io.github.llmfallback.attempt;

/**
 * Which doubtful answers count as answers.
 *
 * @param acceptEmpty one without text and without tool calls
 * @param acceptFiltered one whose finish reason says that content was filtered
 * @param acceptTruncatedStream a stream that ends without a finish reason
 */
public record AnswerSettings(boolean acceptEmpty, boolean acceptFiltered, boolean acceptTruncatedStream) {

	/** Accepts none of them. */
	public static final AnswerSettings STRICT = new AnswerSettings(false, false, false);

}
