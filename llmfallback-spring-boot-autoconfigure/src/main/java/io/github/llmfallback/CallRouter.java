package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

	private static final Prompt NOTHING_ASKED = new Prompt("");

	private final ProviderRegistry providers;

	private final @Nullable BudgetTagResolver tagResolver;

	private final RoutingStrategies strategies;

	private final RoutingStrategy strategy;

	private final int maxAttempts;

	private final Duration timeout;

	CallRouter(ProviderRegistry providers, @Nullable BudgetTagResolver tagResolver, RoutingStrategies strategies,
			String strategy, int maxAttempts, Duration timeout) {
		this.providers = providers;
		this.tagResolver = tagResolver;
		this.strategies = strategies;
		this.strategy = strategy(strategies, strategy);
		this.maxAttempts = maxAttempts;
		this.timeout = timeout;
	}

	CallRequest route(Prompt prompt) {
		return route(prompt, tags(prompt));
	}

	/**
	 * Settles what a call asks for whose tags are known.
	 */
	CallRequest route(Prompt prompt, Map<String, String> tags) {
		if (!(prompt.getOptions() instanceof FallbackChatOptions options)) {
			return new CallRequest(prompt, order(this.strategy, prompt), limit(this.maxAttempts, this.strategy),
					this.timeout, Map.of(), tags);
		}
		options.getSimulateFailures().keySet().forEach(this.providers::require);
		RoutingStrategy strategy = strategy(options);
		List<Provider> order = order(strategy, prompt);
		boolean alone = options.isFallbackDisabled() && order.size() > 1;
		return new CallRequest(prompt, alone ? order.subList(0, 1) : order, limit(maxProviders(prompt), strategy),
				timeout(prompt), options.getSimulateFailures(), tags);
	}

	/**
	 * Whose budgets a call counts in. To be asked for where the thread carries what the
	 * caller does.
	 */
	Map<String, String> tags(Prompt prompt) {
		Map<String, String> set = (prompt.getOptions() instanceof FallbackChatOptions options) ? options.getTags()
				: Map.of();
		return (set.isEmpty() && this.tagResolver != null) ? this.tagResolver.resolve(prompt) : set;
	}

	/**
	 * How many providers a call may ask, as far as it and the configuration say.
	 */
	int maxProviders(Prompt prompt) {
		return (prompt.getOptions() instanceof FallbackChatOptions options && options.getMaxAttempts() != null)
				? options.getMaxAttempts() : this.maxAttempts;
	}

	/**
	 * How long a call may take.
	 */
	Duration timeout(Prompt prompt) {
		return (prompt.getOptions() instanceof FallbackChatOptions options && options.getTimeout() != null)
				? options.getTimeout() : this.timeout;
	}

	/**
	 * Who is asked first while everybody is well.
	 * @return empty when that is different from call to call, or when nobody is enabled
	 */
	Optional<Provider> preferred() {
		return this.strategy.preferred(new RoutingRequest(this.providers.enabled(), NOTHING_ASKED));
	}

	private static int limit(int maxAttempts, RoutingStrategy strategy) {
		return Math.min(maxAttempts, strategy.maxProviders());
	}

	private List<Provider> order(RoutingStrategy strategy, Prompt prompt) {
		return strategy.order(new RoutingRequest(this.providers.enabled(), prompt));
	}

	private List<Provider> named(List<String> names) {
		List<Provider> named = new ArrayList<>(names.size());
		for (String name : names) {
			named.add(this.providers.require(name));
		}
		return named;
	}

	private RoutingStrategy strategy(FallbackChatOptions options) {
		List<String> names = options.getProviders();
		if (names != null) {
			return (request) -> named(names);
		}
		String name = options.getStrategy();
		return (name != null) ? strategy(this.strategies, name) : this.strategy;
	}

	private static RoutingStrategy strategy(RoutingStrategies strategies, String name) {
		return strategies.find(name)
			.orElseThrow(() -> new IllegalArgumentException("Unknown routing strategy '" + name + "'; use one of "
					+ String.join(", ", strategies.names()) + " or the name of a RoutingStrategy bean"));
	}

}
