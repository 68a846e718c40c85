package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.routing.RoutingStrategies;

/**
 * Finds everything wrong with the properties that concern every provider.
 */
final class GeneralCheck {

	private final ConfigurationProblems problems;

	GeneralCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	void check(LlmFallbackProperties properties, RoutingStrategies strategies) {
		String prefix = LlmFallbackProperties.PREFIX;
		this.problems.addUnless(strategies.find(properties.getStrategy()).isPresent(), prefix + ".strategy",
				"the strategy '" + properties.getStrategy() + "' is unknown",
				"Use one of " + String.join(", ", strategies.names()) + ", or the name of a RoutingStrategy bean");
		this.problems.addUnless(properties.getMaxAttempts() >= 1, prefix + ".max-attempts",
				"'" + properties.getMaxAttempts() + "' lets no provider be asked", "Set at least 1");
		ProviderCheck.checkMaxTokens(prefix + ".defaults.max-tokens", properties.getDefaults().getMaxTokens(),
				this.problems);
		ProviderCheck.checkTemperature(prefix + ".defaults.temperature", properties.getDefaults().getTemperature(),
				this.problems);
	}

}
