package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.attempt.AnswerSettings;

/**
 * Properties of judging answers.
 */
public class ResponseProperties {

	/**
	 * An answer without text and without tool calls: fail asks the next provider, accept
	 * returns it.
	 */
	private Verdict empty = Verdict.FAIL;

	/**
	 * An answer whose content the provider filtered: fail asks the next provider, accept
	 * returns it.
	 */
	private Verdict filtered = Verdict.FAIL;

	/**
	 * A stream that ends without a finish reason: fail treats it as cut, accept as
	 * complete.
	 */
	private Verdict truncatedStream = Verdict.FAIL;

	public Verdict getEmpty() {
		return this.empty;
	}

	public void setEmpty(Verdict empty) {
		this.empty = empty;
	}

	public Verdict getFiltered() {
		return this.filtered;
	}

	public void setFiltered(Verdict filtered) {
		this.filtered = filtered;
	}

	public Verdict getTruncatedStream() {
		return this.truncatedStream;
	}

	public void setTruncatedStream(Verdict truncatedStream) {
		this.truncatedStream = truncatedStream;
	}

	AnswerSettings toSettings() {
		return new AnswerSettings(this.empty == Verdict.ACCEPT, this.filtered == Verdict.ACCEPT,
				this.truncatedStream == Verdict.ACCEPT);
	}

	/**
	 * What a doubtful answer counts as.
	 */
	public enum Verdict {

		/** A failure. */
		FAIL,

		/** An answer. */
		ACCEPT

	}

}
