package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.routing.RoutingRequest;
import io.github.llmfallback.routing.RoutingStrategies;
import io.github.llmfallback.routing.RoutingStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Settles what a call asks for: its own options first, the configuration for the rest.
 */
final class CallRouter {

	private final List<Provider> providers;

	private final List<Provider> enabled;

	private final RoutingStrategies strategies;

	private final RoutingStrategy strategy;

	private final int maxAttempts;

	private final Duration timeout;

	CallRouter(List<Provider> providers, RoutingStrategies strategies, String strategy, int maxAttempts,
			Duration timeout) {
		this.providers = providers;
		this.enabled = providers.stream().filter(Provider::isEnabled).toList();
		this.strategies = strategies;
		this.strategy = strategy(strategies, strategy);
		this.maxAttempts = maxAttempts;
		this.timeout = timeout;
	}

	CallRequest route(Prompt prompt) {
		if (!(prompt.getOptions() instanceof FallbackChatOptions options)) {
			return new CallRequest(prompt, this.strategy.order(new RoutingRequest(this.enabled, prompt)),
					this.maxAttempts, this.timeout, Map.of());
		}
		int limit = (options.getMaxAttempts() != null) ? options.getMaxAttempts() : this.maxAttempts;
		Duration timeLimit = (options.getTimeout() != null) ? options.getTimeout() : this.timeout;
		options.getSimulateFailures().keySet().forEach(this::provider);
		return new CallRequest(prompt, order(prompt, options), options.isFallbackDisabled() ? 1 : limit, timeLimit,
				options.getSimulateFailures());
	}

	private List<Provider> order(Prompt prompt, FallbackChatOptions options) {
		if (options.getProviders() != null) {
			return named(options.getProviders());
		}
		return strategy(options.getStrategy()).order(new RoutingRequest(this.enabled, prompt));
	}

	private List<Provider> named(List<String> names) {
		List<Provider> named = new ArrayList<>(names.size());
		for (String name : names) {
			named.add(provider(name));
		}
		return named;
	}

	private Provider provider(String name) {
		for (Provider provider : this.providers) {
			if (provider.name().equals(name)) {
				return provider;
			}
		}
		throw new IllegalArgumentException(
				"The call names provider '" + name + "', which does not exist; known providers are " + this.providers);
	}

	private RoutingStrategy strategy(@Nullable String name) {
		return (name != null) ? strategy(this.strategies, name) : this.strategy;
	}

	private static RoutingStrategy strategy(RoutingStrategies strategies, String name) {
		return strategies.find(name)
			.orElseThrow(() -> new IllegalArgumentException("Unknown routing strategy '" + name + "'; use one of "
					+ String.join(", ", strategies.names()) + " or the name of a RoutingStrategy bean"));
	}

}
