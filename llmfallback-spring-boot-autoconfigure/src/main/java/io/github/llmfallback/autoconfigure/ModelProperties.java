package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Properties of one model of a provider.
 */
@ConfigurationPropertiesSource
public class ModelProperties {

	/**
	 * Name of the model.
	 */
	private @Nullable String name;

	/**
	 * Most tokens of a request and its answer together. That of the provider unless set,
	 * then from the catalog when the model is known.
	 */
	private @Nullable Long contextWindow;

	/**
	 * Most tokens the model writes in one answer. From the catalog when the model is
	 * known.
	 */
	private @Nullable Long maxTokens;

	@NestedConfigurationProperty
	private final CostProperties cost = new CostProperties();

	/**
	 * Lets a model be listed by its name alone.
	 * @param name the model's name
	 * @return its properties
	 */
	public static ModelProperties valueOf(String name) {
		ModelProperties model = new ModelProperties();
		model.setName(name);
		return model;
	}

	public @Nullable String getName() {
		return this.name;
	}

	public void setName(@Nullable String name) {
		this.name = name;
	}

	public @Nullable Long getContextWindow() {
		return this.contextWindow;
	}

	public void setContextWindow(@Nullable Long contextWindow) {
		this.contextWindow = contextWindow;
	}

	public @Nullable Long getMaxTokens() {
		return this.maxTokens;
	}

	public void setMaxTokens(@Nullable Long maxTokens) {
		this.maxTokens = maxTokens;
	}

	public CostProperties getCost() {
		return this.cost;
	}

}
