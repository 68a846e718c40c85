package io.github.llmfallback.routing;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

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
	 * Creates strategies that know nothing of what goes on.
	 * @param custom the application's own by name
	 */
	public RoutingStrategies(Map<String, RoutingStrategy> custom) {
		this(custom, ProviderFigures.NONE, System::nanoTime);
	}

	/**
	 * Creates the strategies.
	 * @param custom the application's own by name
	 * @param figures what goes on at the providers
	 * @param nanoTime the clock, in nanoseconds from any origin
	 */
	public RoutingStrategies(Map<String, RoutingStrategy> custom, ProviderFigures figures, LongSupplier nanoTime) {
		RoutingStrategy quality = new SortedRouting(PRIORITY);
		this.strategies.put(DEFAULT, new SortedRouting(FREE_FIRST.thenComparing(PRIORITY)));
		this.strategies.put("cost-optimized", new CostOptimizedRouting());
		this.strategies.put("quality-optimized", quality);
		this.strategies.put("round-robin", new RoundRobinRouting());
		this.strategies.put("declared-order", RoutingRequest::providers);
		this.strategies.put("fail-fast", new FailFastRouting(quality, figures));
		this.strategies.put("least-latency", new LeastLatencyRouting(figures, nanoTime));
		this.strategies.put("least-busy", new LeastBusyRouting(figures));
		this.strategies.put("weighted", new WeightedRouting((sum) -> ThreadLocalRandom.current().nextLong(sum)));
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
