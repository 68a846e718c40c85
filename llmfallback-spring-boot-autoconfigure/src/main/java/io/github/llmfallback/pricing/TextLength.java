package io.github.llmfallback.pricing;

/**
 * About how many tokens a text has, found without counting them: four characters of
 * English make a token (OpenAI help centre, "What are tokens and how to count them?",
 * read November 2026), while a character of three bytes is about one.
 */
public final class TextLength {

	private static final int PER_CHARACTER = 2;

	private static final int PER_FURTHER_BYTE = 3;

	private static final int PER_TOKEN = 8;

	private long characters;

	private long bytes;

	/**
	 * Adds a piece of the text.
	 * @param text the piece
	 */
	public void add(String text) {
		this.characters += text.length();
		this.bytes += PromptParts.bytes(text);
	}

	/**
	 * About how many tokens were added.
	 * @return 0 only when nothing was
	 */
	public long tokens() {
		return tokens(this.characters, this.bytes);
	}

	static long tokens(long characters, long bytes) {
		long eighths = PER_CHARACTER * characters + PER_FURTHER_BYTE * (bytes - characters);
		return -Math.floorDiv(-eighths, PER_TOKEN);
	}

}
