package io.github.llmfallback.autoconfigure;

/**
 * A value that refers to another, as {@code ${OPENAI_API_KEY}} does.
 */
final class Placeholder {

	private static final String START = "${";

	private Placeholder() {
	}

	/**
	 * Whether a bound value still holds a placeholder, because nothing had a value for
	 * it.
	 */
	static boolean isUnresolved(String value) {
		return value.contains(START);
	}

	/**
	 * What an unresolved value refers to. The name alone: a default value or what stands
	 * around the placeholder may be secret.
	 */
	static String name(String value) {
		String name = value.substring(value.indexOf(START) + START.length());
		return name.split("[:}]", 2)[0];
	}

	static ConfigurationProblem problem(String property, String value) {
		return new ConfigurationProblem(property, "its placeholder '" + name(value) + "' has no value",
				"Define that environment variable or property");
	}

}
