package io.github.llmfallback.autoconfigure;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides keys in what the {@code env} and {@code configprops} endpoints show, even where
 * they show values: the properties of keys, and whatever else has a key in its value,
 * such as an environment variable or the command line.
 */
final class KeySanitizer implements SanitizingFunction {

	private static final String PROVIDERS = "llmfallbackproviders";

	private static final String KEY = "apikey";

	private final Supplier<Set<String>> keys;

	/**
	 * Creates the function.
	 * @param keys the configured keys
	 */
	KeySanitizer(Supplier<Set<String>> keys) {
		this.keys = keys;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		Object value = data.getValue();
		return (value != null && (isKey(data.getKey()) || holdsKey(value.toString()))) ? data.withSanitizedValue()
				: data;
	}

	/**
	 * By any spelling that binds, the environment's included.
	 */
	private static boolean isKey(String property) {
		String letters = property.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
		return letters.startsWith(PROVIDERS) && letters.contains(KEY);
	}

	private boolean holdsKey(String value) {
		return this.keys.get().stream().anyMatch(value::contains);
	}

}
