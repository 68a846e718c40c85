package io.github.llmfallback.autoconfigure;

import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link SanitizingFunction} that hides keys.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class LlmFallbackSanitizingAutoConfiguration {

	/** What is shorter is a word that stands for a key, such as {@code none}. */
	private static final int SHORTEST_KEY = 8;

	@Bean
	@ConditionalOnMissingBean(name = "llmFallbackKeySanitizer")
	SanitizingFunction llmFallbackKeySanitizer(ObjectProvider<LlmFallbackProperties> properties) {
		return new KeySanitizer(() -> properties.stream()
			.flatMap((bound) -> bound.getProviders().values().stream())
			.flatMap((provider) -> ProviderSettings.keys(provider).stream())
			.filter((key) -> key.length() >= SHORTEST_KEY)
			.collect(Collectors.toSet()));
	}

}
