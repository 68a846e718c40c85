package io.github.llmfallback.budget;

import org.springframework.util.Assert;

/**
 * What a budget counts.
 *
 * @param name {@code global}, {@code provider:<name>} or a tag value such as
 * {@code tenant:acme}; not empty
 */
public record BudgetScope(String name) {

	static final String PROVIDER = "provider";

	/** Everything the application spends. */
	public static final BudgetScope GLOBAL = new BudgetScope("global");

	public BudgetScope {
		Assert.hasText(name, "a budget scope needs a name");
	}

	public static BudgetScope provider(String provider) {
		return new BudgetScope(PROVIDER + ":" + provider);
	}

	public static BudgetScope tag(String key, String value) {
		return new BudgetScope(key + ":" + value);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
