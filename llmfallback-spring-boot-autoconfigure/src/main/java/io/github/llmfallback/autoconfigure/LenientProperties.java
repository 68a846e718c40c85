package io.github.llmfallback.autoconfigure;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.core.env.Environment;

/**
 * The properties as conditions see them. A value that cannot be read counts as absent:
 * {@link MisfitProperties} reports it together with everything else that is wrong.
 */
final class LenientProperties {

	private LenientProperties() {
	}

	static LlmFallbackProperties of(Environment environment) {
		return Binder.get(environment)
			.bind(LlmFallbackProperties.PREFIX, Bindable.of(LlmFallbackProperties.class), new IgnoreErrorsBindHandler())
			.orElseGet(LlmFallbackProperties::new);
	}

}
