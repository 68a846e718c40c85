package io.github.llmfallback.cache;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.Message;

/**
 * What two requests have to share to get the same answer: every part of every message,
 * and the options. Compared part by part, not by hash. It holds a few thousand characters
 * at most: longer texts and media are held as fingerprints.
 */
public final class CacheKey {

	private final @Nullable Object[] parts;

	private final int hash;

	private CacheKey(@Nullable Object[] parts) {
		this.parts = parts;
		this.hash = Arrays.hashCode(parts);
	}

	/**
	 * The key of a request.
	 * @param messages the messages in order
	 * @param options the options that change the answer, as a value that is compared by
	 * its content and never changes; {@code null} when there are none
	 * @return the key, or {@code null} when a message is of a type whose parts are not
	 * known
	 */
	public static @Nullable CacheKey of(List<Message> messages, @Nullable Object options) {
		KeyParts parts = new KeyParts(messages.size());
		parts.add(options);
		for (Message message : messages) {
			if (!parts.addMessage(message)) {
				return null;
			}
		}
		return new CacheKey(parts.toArray());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof CacheKey that && this.hash == that.hash && Arrays.equals(this.parts, that.parts));
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	/**
	 * Shows nothing of the request.
	 */
	@Override
	public String toString() {
		return "CacheKey@" + Integer.toHexString(this.hash);
	}

}
