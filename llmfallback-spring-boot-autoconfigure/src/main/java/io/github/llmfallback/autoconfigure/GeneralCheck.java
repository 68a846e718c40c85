package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.github.llmfallback.failure.FailureKind;
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
				Quotation.of("the strategy", properties.getStrategy()) + " is unknown",
				"Use one of " + String.join(", ", strategies.names()) + ", or the name of a RoutingStrategy bean");
		this.problems.addUnless(properties.getMaxAttempts() >= 1, prefix + ".max-attempts",
				"'" + properties.getMaxAttempts() + "' lets no provider be asked", "Set at least 1");
		checkPositive(prefix + ".timeout", properties.getTimeout());
		checkPositive(prefix + ".stream.first-token-timeout", properties.getStream().getFirstTokenTimeout());
		checkPositive(prefix + ".stream.idle-timeout", properties.getStream().getIdleTimeout());
		this.problems.addUnless(!properties.getFallbackOn().contains(FailureKind.CANCELLED), prefix + ".fallback-on",
				"a call that its caller cancelled cannot go on", "Remove 'cancelled'");
		checkNoBudget(prefix + ".fallback-on", properties.getFallbackOn());
		checkNoBudget(prefix + ".stop-on", properties.getStopOn());
		for (FailureKind kind : properties.getStopOn()) {
			this.problems.addUnless(!properties.getFallbackOn().contains(kind), prefix + ".stop-on",
					"'" + kind + "' is listed under 'fallback-on' as well", "Keep it in one of the two");
		}
		checkRetry(prefix + ".retry", properties.getRetry());
		checkCache(prefix + ".cache", properties.getCache());
		ProviderCheck.checkMaxTokens(prefix + ".defaults.max-tokens", properties.getDefaults().getMaxTokens(),
				this.problems);
		ProviderCheck.checkTemperature(prefix + ".defaults.temperature", properties.getDefaults().getTemperature(),
				this.problems);
	}

	private void checkNoBudget(String property, Set<FailureKind> kinds) {
		this.problems.addUnless(!kinds.contains(FailureKind.BUDGET_EXCEEDED), property,
				"a provider over budget is passed over, which is no failure", "Remove 'budget-exceeded'");
	}

	private void checkRetry(String prefix, RetryProperties retry) {
		this.problems.addUnless(retry.getMaxRetries() >= 0, prefix + ".max-retries",
				"'" + retry.getMaxRetries() + "' is negative", "Set 0 for no retries, or a small number");
		this.problems.addUnless(!retry.getDelay().isNegative(), prefix + ".delay",
				"'" + retry.getDelay() + "' is negative", "Set a duration such as 500ms, or 0");
		this.problems.addUnless(retry.getMultiplier() >= 1, prefix + ".multiplier",
				"'" + retry.getMultiplier() + "' would shorten the pauses", "Set at least 1");
		this.problems.addUnless(retry.getMaxDelay().compareTo(retry.getDelay()) >= 0, prefix + ".max-delay",
				"it is shorter than 'delay'", "Set a duration of at least 'delay'");
		checkShare(prefix + ".jitter", retry.getJitter());
		checkShare(prefix + ".budget", retry.getBudget());
	}

	private void checkCache(String prefix, CacheProperties cache) {
		this.problems.addUnless(!cache.getTtl().isNegative() && !cache.getTtl().isZero(), prefix + ".ttl",
				"'" + cache.getTtl() + "' keeps no answer", "Set a positive duration such as 10m");
		this.problems.addUnless(cache.getMaximumSize() >= 1, prefix + ".maximum-size",
				"'" + cache.getMaximumSize() + "' keeps no answer",
				"Set at least 1, or leave the cache off with 'enabled: false'");
	}

	private void checkPositive(String property, Duration duration) {
		this.problems.addUnless(!duration.isNegative() && !duration.isZero(), property,
				"'" + duration + "' leaves no time for an answer", "Set a positive duration such as 30s");
	}

	private void checkShare(String property, double share) {
		this.problems.addUnless(share >= 0 && share <= 1, property, "'" + share + "' is out of range",
				"Set a number from 0 to 1");
	}

}
