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

	private static final String SUSPICIOUS = "-_z=";

	private KeyShapes() {
	}

	/**
	 * Hides keys.
	 * @param text any text
	 * @return the text with {@code ***} in their places
	 */
	static String hide(String text) {
		return isSuspicious(text) ? KEY.matcher(text).replaceAll("***") : text;
	}

	/**
	 * Whether a text holds any of the characters without which it matches none of the
	 * shapes: each prefix ends in a dash or an underscore or has a z, a bearer token
	 * follows a blank after an r, and an address has an equals sign. Most messages hold
	 * none.
	 */
	private static boolean isSuspicious(String text) {
		char previous = 0;
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (SUSPICIOUS.indexOf(character) >= 0 || (character == ' ' && Character.toLowerCase(previous) == 'r')) {
				return true;
			}
			previous = character;
		}
		return false;
	}

}
