package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

/**
 * Finds a header of an error answer, whatever the client library's type for headers is.
 */
@FunctionalInterface
interface HeaderLookup {

	/** An answer whose headers the client library does not pass on. */
	HeaderLookup NONE = (name) -> null;

	/**
	 * The first value of a header.
	 * @param name the header's name in lower case
	 * @return its first value, {@code null} when it is absent
	 */
	@Nullable String first(String name);

}
