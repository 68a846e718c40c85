package io.github.llmfallback.autoconfigure;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.core.env.Environment;

/**
 * The properties as conditions see them. A value that cannot be read counts as absent:
 * {@link MisfitProperties} reports it together with everything else that is wrong.
 */
final class LenientProperties {

	private LenientProperties() {
	}

	/**
	 * One property.
	 * @param name its full name
	 * @param absent what it is when it is not set, or not to a value that can be read
	 */
	@SuppressWarnings("unchecked")
	static <T> T get(Environment environment, String name, T absent) {
		return get(environment, name, Bindable.of((Class<T>) absent.getClass()), absent);
	}

	/**
	 * The properties under a name.
	 * @param name what their names begin with
	 * @param type what they are bound to
	 * @param absent what they are when none is set
	 */
	static <T> T get(Environment environment, String name, Bindable<T> type, T absent) {
		return Binder.get(environment).bind(name, type, new IgnoreErrorsBindHandler()).orElse(absent);
	}

}
