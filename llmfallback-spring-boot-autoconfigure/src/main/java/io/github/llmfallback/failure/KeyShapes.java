package io.github.llmfallback.failure;

import java.util.regex.Pattern;

/**
 * What keys look like: vendors' prefixes, bearer tokens and the {@code key} of an
 * address.
 */
final class KeyShapes {

	private static final Pattern KEY = Pattern
		.compile("(?<![\\w-])(?:[cg]?sk[-_]|xai-|pplx-|hf_|AIza)[\\w-]{6,}|(?<=(?i:bearer) {1,4})[^\\s\"',]+"
				+ "|(?<=[?&](?:(?i:api)[_-]?)?(?i:key)=)[^&\\s\"',]+");

	private KeyShapes() {
	}

	/**
	 * Hides keys.
	 * @param text any text
	 * @return the text with {@code ***} in their places
	 */
	static String hide(String text) {
		return KEY.matcher(text).replaceAll("***");
	}

}
