package io.github.llmfallback.observation;

import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * The names of what is unwell about a provider.
 */
final class Unwell {

	private Unwell() {
	}

	/**
	 * The key.
	 * @return its alias, or {@code null} when no single key is unwell or the provider has
	 * none
	 */
	static @Nullable String keyAlias(Provider provider, HealthChange change) {
		return (change.key() != HealthChange.NONE) ? provider.keys().get(change.key()).alias() : null;
	}

	/**
	 * The model.
	 * @return its name, or {@code null} when no single model is unwell
	 */
	static @Nullable String model(Provider provider, HealthChange change) {
		return (change.model() != HealthChange.NONE) ? provider.models().get(change.model()).name() : null;
	}

	/**
	 * All names together.
	 * @return the provider, with the model and the key as far as only they are unwell
	 */
	static String name(Provider provider, HealthChange change) {
		String model = model(provider, change);
		String key = keyAlias(provider, change);
		return provider.name() + ((model != null) ? "/" + model : "") + ((key != null) ? " (" + key + ")" : "");
	}

}
