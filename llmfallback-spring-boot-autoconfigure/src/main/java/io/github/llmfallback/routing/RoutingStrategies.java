package io.github.llmfallback.routing;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.llmfallback.provider.Provider;

/**
 * The strategies a call can name: the built-in ones and the application's own, which win
 * when they have the name of a built-in one.
 */
public final class RoutingStrategies {

	/** The name of the strategy used unless another is configured. */
	public static final String DEFAULT = "smart";

	private static final Comparator<Provider> PRIORITY = Comparator.comparingInt(Provider::priority).reversed();

	private static final Comparator<Provider> FREE_FIRST = Comparator.comparing(Provider::isFree).reversed();

	private final Map<String, RoutingStrategy> strategies = new LinkedHashMap<>();

	/**
	 * Creates the strategies.
	 * @param custom the application's own by name
	 */
	public RoutingStrategies(Map<String, RoutingStrategy> custom) {
		RoutingStrategy quality = new SortedRouting(PRIORITY);
		this.strategies.put(DEFAULT, new SortedRouting(FREE_FIRST.thenComparing(PRIORITY)));
		this.strategies.put("cost-optimized", new CostOptimizedRouting());
		this.strategies.put("quality-optimized", quality);
		this.strategies.put("round-robin", new RoundRobinRouting());
		this.strategies.put("declared-order", RoutingRequest::providers);
		this.strategies.put("fail-fast", new FailFastRouting(quality));
		custom.forEach((name, strategy) -> this.strategies.put(canonical(name), strategy));
	}

	/**
	 * Finds a strategy by name; case and the choice between {@code -} and {@code _} do
	 * not matter.
	 * @param name the name
	 * @return the strategy, or empty when nobody goes by that name
	 */
	public Optional<RoutingStrategy> find(String name) {
		return Optional.ofNullable(this.strategies.get(canonical(name)));
	}

	/**
	 * Every name that {@link #find(String)} knows.
	 * @return the names, built-in ones first
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.strategies.keySet());
	}

	private static String canonical(String name) {
		return name.trim().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
