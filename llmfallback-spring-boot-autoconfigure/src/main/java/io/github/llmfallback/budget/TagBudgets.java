package io.github.llmfallback.budget;

import java.util.Map;

/**
 * What may be spent per value of one tag, per tenant for example.
 *
 * @param each for every value that is not named
 * @param named by value
 */
public record TagBudgets(WindowLimits each, Map<String, WindowLimits> named) {

	/** No limit for any value. */
	static final TagBudgets NONE = new TagBudgets(WindowLimits.NONE, Map.of());

	public TagBudgets {
		named = Map.copyOf(named);
	}

	public WindowLimits of(String value) {
		return this.named.getOrDefault(value, this.each);
	}

}
