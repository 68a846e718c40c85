package io.github.llmfallback.budget;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.springframework.util.Assert;

/**
 * What a budget counts.
 *
 * @param name {@code global}, {@code provider:<name>} or a tag value such as
 * {@code tenant:acme}; not empty, at most 255 characters
 */
public record BudgetScope(String name) {

	static final String PROVIDER = "provider";

	private static final int LONGEST = 255;

	/** Of a tag that is too long, before its digest. */
	private static final int KEPT = 200;

	/** Everything the application spends. */
	public static final BudgetScope GLOBAL = new BudgetScope("global");

	public BudgetScope {
		Assert.hasText(name, "a budget scope needs a name");
		Assert.isTrue(name.length() <= LONGEST, "the name of a budget scope is longer than " + LONGEST + " characters");
	}

	public static BudgetScope provider(String provider) {
		return new BudgetScope(PROVIDER + ":" + provider);
	}

	/**
	 * The scope of a tag value, which may come from outside. A name that a store might
	 * not keep as it is, because it is too long or has control characters, is shortened
	 * to what can be read of it and a digest.
	 * @param key what the value says, such as {@code tenant}
	 * @param value the value
	 * @return its scope, the same one for the same value
	 */
	public static BudgetScope tag(String key, String value) {
		String name = key + ":" + value;
		return new BudgetScope(isPlain(name) ? name : digest(name));
	}

	private static boolean isPlain(String name) {
		return name.length() <= LONGEST && name.chars().noneMatch(BudgetScope::isUnusual);
	}

	private static boolean isUnusual(int character) {
		return Character.isISOControl(character) || Character.isSurrogate((char) character);
	}

	private static String digest(String name) {
		StringBuilder readable = new StringBuilder();
		name.chars()
			.limit(KEPT)
			.filter((character) -> !isUnusual(character))
			.forEach((character) -> readable.append((char) character));
		return readable + "#" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_16));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
