package io.github.llmfallback.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;

/**
 * The properties as conditions see them. A value that cannot be read counts as absent:
 * {@link MisfitProperties} reports it together with everything else that is wrong.
 */
final class LenientProperties {

	private static final String READ = Read.class.getName();

	private LenientProperties() {
	}

	/**
	 * All of them, read once however many conditions ask.
	 */
	static LlmFallbackProperties all(ConditionContext context) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		if (beans != null && beans.getSingleton(READ) instanceof Read read) {
			return read.properties;
		}
		LlmFallbackProperties properties = get(context.getEnvironment(), LlmFallbackProperties.PREFIX,
				new LlmFallbackProperties());
		if (beans != null) {
			beans.registerSingleton(READ, new Read(properties));
		}
		return properties;
	}

	/**
	 * One property.
	 * @param name its full name
	 * @param absent what it is when it is not set, or not to a value that can be read
	 */
	@SuppressWarnings("unchecked")
	static <T> T get(Environment environment, String name, T absent) {
		return Binder.get(environment)
			.bind(name, Bindable.of((Class<T>) absent.getClass()), new IgnoreErrorsBindHandler())
			.orElse(absent);
	}

	/**
	 * What was read, not to be taken for the properties themselves.
	 *
	 * @param properties those that could be read
	 */
	private record Read(LlmFallbackProperties properties) {

	}

}
