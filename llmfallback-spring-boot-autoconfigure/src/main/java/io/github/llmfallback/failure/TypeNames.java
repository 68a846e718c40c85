package io.github.llmfallback.failure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Exception types known by name, so that their libraries may be absent.
 *
 * @param names the types' class names
 */
record TypeNames(Set<String> names) {

	static TypeNames of(String... names) {
		return new TypeNames(Set.of(names));
	}

	/**
	 * Whether an exception is of one of these types or of a subtype.
	 * @param exception the exception
	 * @return {@code true} when its class or a superclass has one of the names
	 */
	boolean match(Throwable exception) {
		@Nullable Class<?> type = exception.getClass();
		while (type != null && !this.names.contains(type.getName())) {
			type = type.getSuperclass();
		}
		return type != null;
	}

}
