package io.github.llmfallback.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The configured providers in the order in which files declare them. The binder begins
 * with whatever overrides the files: an environment variable with the key of the last
 * provider would make it the first, or add it once more under a spelling of its own.
 */
final class DeclaredProviders {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName
		.of(LlmFallbackProperties.PREFIX + ".providers");

	private final Map<String, String> spellings = new LinkedHashMap<>();

	private DeclaredProviders() {
	}

	static Map<String, ProviderProperties> of(Map<String, ProviderProperties> bound, Environment environment) {
		DeclaredProviders declared = new DeclaredProviders();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (!isOverriding(source)) {
				names(source).forEach(declared::add);
			}
		}
		bound.keySet().forEach(declared::add);
		Map<String, ProviderProperties> providers = new LinkedHashMap<>();
		for (String name : declared.spellings.values()) {
			ProviderProperties provider = bound.get(name);
			if (provider != null) {
				providers.put(name, provider);
			}
		}
		return providers;
	}

	private void add(String name) {
		this.spellings.putIfAbsent(name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", ""), name);
	}

	private static boolean isOverriding(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof PropertySource<?> underlying
				&& (underlying instanceof SystemEnvironmentPropertySource
						|| underlying instanceof CommandLinePropertySource
						|| underlying.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
	}

	private static Stream<String> names(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable)
				? iterable.stream().filter(ROOT::isAncestorOf).map(DeclaredProviders::name) : Stream.empty();
	}

	private static String name(ConfigurationPropertyName property) {
		return property.getElement(ROOT.getNumberOfElements(), Form.ORIGINAL);
	}

}
