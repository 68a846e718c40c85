package io.github.llmfallback.provider;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A key that requests carry and that answers must not repeat: some vendors quote a wrong
 * key in their errors, which clients put into exceptions and logs.
 */
final class SentKey {

	/** What stands for the key. */
	static final String HIDDEN = "***";

	/**
	 * What is shorter is no secret but a word that stands for one, such as {@code none},
	 * and may well be part of an error.
	 */
	private static final int SHORTEST = 8;

	/** No sentence of an answer has so long a word by chance. */
	private static final int UNMISTAKABLE = 20;

	private final @Nullable String key;

	/**
	 * Creates a key.
	 * @param key the secret; {@code null} when requests carry none
	 */
	SentKey(@Nullable String key) {
		this.key = (key != null && key.length() >= SHORTEST) ? key : null;
	}

	/**
	 * Whether there is anything to hide.
	 */
	boolean isSecret() {
		return this.key != null;
	}

	/**
	 * Whether the key cannot be part of an answer by chance.
	 */
	boolean isUnmistakable() {
		return this.key != null && this.key.length() >= UNMISTAKABLE;
	}

	/**
	 * Takes the key out of a text.
	 */
	String hide(String text) {
		return (this.key != null) ? text.replace(this.key, HIDDEN) : text;
	}

	/**
	 * Takes the key out of a body in any encoding that extends ASCII.
	 */
	byte[] hide(byte[] body) {
		String text = new String(body, StandardCharsets.ISO_8859_1);
		String hidden = hide(text);
		return text.equals(hidden) ? body : hidden.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Override
	public String toString() {
		return HIDDEN;
	}

}
