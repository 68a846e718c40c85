package io.github.llmfallback.pricing;

import java.util.function.ToIntFunction;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tokenizer.JTokkitTokenCountEstimator;
import org.springframework.ai.tokenizer.TokenCountEstimator;

/**
 * How many input tokens a prompt has: its messages, tool calls and responses, the tools
 * and the output schema of its options, and its media at a flat amount. Bounds come from
 * the lengths of the texts alone; tokens are counted only when asked for, and once. Safe
 * for use by several threads.
 * <p>
 * The upper bounds hold for tokenizers that make no token of less than one UTF-8 byte and
 * do not lengthen the text before, as those of all supported vendors do.
 */
public final class PromptSize {

	/**
	 * A character of a string is at most this many UTF-8 bytes; two characters of a
	 * surrogate pair are four.
	 */
	private static final long BYTES_PER_CHARACTER = 3;

	/** The longest tokens of common vocabularies are runs of 128 spaces. */
	private static final long CHARACTERS_PER_TOKEN_AT_MOST = 128;

	/**
	 * About four characters make a token of English text (OpenAI help centre, "What are
	 * tokens and how to count them?", read November 2026).
	 */
	private static final long CHARACTERS_PER_TOKEN_USUALLY = 4;

	/**
	 * Other vendors' tokenizers make more tokens of the same text than the one that
	 * counts, the newest of Anthropic about half as many again. Twice is safe.
	 */
	private static final long MARGIN = 2;

	/**
	 * Texts are counted in pieces of this many characters, because the time that a word
	 * takes grows faster than its length, and some scripts have no spaces.
	 */
	private static final int PIECE = 4_096;

	private static final long UNKNOWN = -1;

	private final PromptParts parts;

	private final ToIntFunction<String> counter;

	private volatile long byBytes = UNKNOWN;

	private volatile long counted = UNKNOWN;

	private PromptSize(PromptParts parts, ToIntFunction<String> counter) {
		this.parts = parts;
		this.counter = counter;
	}

	/**
	 * The size of a prompt, counted by Spring AI's own tokenizer where it is counted.
	 * @param prompt the prompt with the options it is sent with
	 * @return its size
	 */
	public static PromptSize of(Prompt prompt) {
		return new PromptSize(PromptParts.of(prompt), (text) -> Vocabulary.ESTIMATOR.estimate(text));
	}

	/**
	 * The size of a prompt.
	 * @param prompt the prompt with the options it is sent with
	 * @param estimator counts the tokens of a text
	 * @return its size
	 */
	public static PromptSize of(Prompt prompt, TokenCountEstimator estimator) {
		return new PromptSize(PromptParts.of(prompt), estimator::estimate);
	}

	/**
	 * A lower bound, found in microseconds.
	 * @return tokens, at least 1
	 */
	public long atLeast() {
		return Math.max(1, -Math.floorDiv(-this.parts.characters(), CHARACTERS_PER_TOKEN_AT_MOST));
	}

	/**
	 * A rough guess, found in microseconds: good enough to compare prices, not to spend
	 * money by.
	 * @return tokens, at least 1
	 */
	public long likely() {
		return 1 + this.parts.characters() / CHARACTERS_PER_TOKEN_USUALLY;
	}

	/**
	 * An upper bound, found in microseconds.
	 * @return tokens, at least {@link #atLeast()}
	 */
	public long atMost() {
		return this.parts.overhead() + this.parts.characters() * BYTES_PER_CHARACTER;
	}

	/**
	 * A narrower upper bound, for which the texts are read once: less than half a
	 * millisecond for 100,000 tokens.
	 * @return tokens, at most {@link #atMost()}
	 */
	public long atMostByBytes() {
		long tokens = this.byBytes;
		if (tokens == UNKNOWN) {
			tokens = this.parts.overhead() + this.parts.bytes();
			this.byBytes = tokens;
		}
		return tokens;
	}

	/**
	 * The narrowest upper bound, for which the tokens are counted: about 30 milliseconds
	 * for 100,000 tokens, and a second to load the vocabulary before the first. Includes
	 * a margin for the tokenizers of other vendors.
	 * @return tokens, at most {@link #atMostByBytes()}
	 */
	public long counted() {
		long tokens = this.counted;
		if (tokens == UNKNOWN) {
			tokens = count();
			this.counted = tokens;
		}
		return tokens;
	}

	/**
	 * About how many tokens a provider bills that does not say so: about 100 microseconds
	 * for 100,000 tokens.
	 * @return tokens, at most {@link #atMostByBytes()}
	 */
	public long billable() {
		return this.parts.overhead()
				+ TextLength.tokens(this.parts.characters(), atMostByBytes() - this.parts.overhead());
	}

	/**
	 * About how many tokens there are, judged by samples of the texts: microseconds,
	 * however long they are. Texts that are made of short words, code for one, have up to
	 * half as many again.
	 * @return tokens, at least 1
	 */
	public long sampled() {
		return this.parts.overhead() + TextLength.tokens(this.parts.characters(), this.parts.sampledBytes());
	}

	/**
	 * About how many tokens there are, counted, without a margin: milliseconds for
	 * 100,000 tokens. Good enough to compare with a context window.
	 * @return tokens, at most {@link #counted()}
	 */
	public long estimated() {
		long bound = counted();
		return this.parts.overhead() + (bound - this.parts.overhead()) / MARGIN;
	}

	private long count() {
		long tokens = 0;
		for (String text : this.parts.texts()) {
			for (int begin = 0; begin < text.length();) {
				int end = endOfPiece(text, begin);
				tokens += count(text.substring(begin, end));
				begin = end;
			}
		}
		return Math.min(this.parts.overhead() + tokens * MARGIN, atMostByBytes());
	}

	private static int endOfPiece(String text, int begin) {
		int end = Math.min(text.length(), begin + PIECE);
		return (end < text.length() && Character.isLowSurrogate(text.charAt(end))) ? end + 1 : end;
	}

	/**
	 * Spring AI's tokenizer refuses texts in which a special token is spelled out and,
	 * where assertions are on, those with half a surrogate pair.
	 */
	private long count(String text) {
		try {
			return this.counter.applyAsInt(text);
		}
		catch (UnsupportedOperationException | AssertionError ex) {
			return PromptParts.bytes(text);
		}
	}

	/**
	 * Loaded when a text is counted for the first time.
	 */
	private static final class Vocabulary {

		static final TokenCountEstimator ESTIMATOR = new JTokkitTokenCountEstimator();

	}

}
