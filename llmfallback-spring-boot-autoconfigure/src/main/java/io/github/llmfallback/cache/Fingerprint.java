package io.github.llmfallback.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Stands for something long: its length and its SHA-256, for which nobody has ever found
 * two inputs, not even on purpose.
 */
final class Fingerprint {

	private static final int BLOCK = 4096;

	private final int length;

	private final byte[] digest;

	private Fingerprint(int length, byte[] digest) {
		this.length = length;
		this.digest = digest;
	}

	/**
	 * Takes the characters as they are: an encoding would make broken ones all alike.
	 */
	static Fingerprint of(String text) {
		MessageDigest sha256 = sha256();
		ByteBuffer block = ByteBuffer.allocate(2 * BLOCK);
		for (int start = 0; start < text.length(); start += BLOCK) {
			int end = Math.min(text.length(), start + BLOCK);
			block.clear().asCharBuffer().put(text, start, end);
			sha256.update(block.limit(2 * (end - start)));
		}
		return new Fingerprint(text.length(), sha256.digest());
	}

	static Fingerprint of(byte[] bytes) {
		return new Fingerprint(bytes.length, sha256().digest(bytes));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Fingerprint that && this.length == that.length
				&& Arrays.equals(this.digest, that.digest);
	}

	@Override
	public int hashCode() {
		return ByteBuffer.wrap(this.digest).getInt();
	}

}
