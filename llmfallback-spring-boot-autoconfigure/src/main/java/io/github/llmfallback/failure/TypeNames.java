package io.github.llmfallback.failure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Exception types known by name, so that their libraries may be absent.
 */
final class TypeNames {

	private final Set<String> names;

	/** Looks at the names of a class and its superclasses only once. */
	private final ClassValue<Boolean> matches = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return isNamed(type);
		}

	};

	private TypeNames(Set<String> names) {
		this.names = names;
	}

	/**
	 * Types of any library.
	 * @param names the types' class names
	 */
	static TypeNames of(String... names) {
		return new TypeNames(Set.of(names));
	}

	/**
	 * Whether an exception is of one of these types or of a subtype.
	 * @param exception the exception
	 * @return {@code true} when its class or a superclass has one of the names
	 */
	boolean match(Throwable exception) {
		return this.matches.get(exception.getClass());
	}

	private boolean isNamed(Class<?> exception) {
		@Nullable Class<?> type = exception;
		while (type != null && !this.names.contains(type.getName())) {
			type = type.getSuperclass();
		}
		return type != null;
	}

}
