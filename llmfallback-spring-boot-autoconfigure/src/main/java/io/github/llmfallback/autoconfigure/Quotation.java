package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Names something together with its configured value. A long value stays untold, because
 * it may be a key in the wrong place.
 */
final class Quotation {

	/** Keys of every vendor are longer. */
	private static final int LONGEST = 30;

	private Quotation() {
	}

	static String of(String what, @Nullable Object value) {
		String text = String.valueOf(value);
		return (value == null || text.length() > LONGEST) ? what : what + " '" + text + "'";
	}

}
