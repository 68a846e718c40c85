package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Properties of one model of a provider.
 */
public class ModelProperties {

	/**
	 * Name of the model.
	 */
	private @Nullable String name;

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

	public CostProperties getCost() {
		return this.cost;
	}

}
