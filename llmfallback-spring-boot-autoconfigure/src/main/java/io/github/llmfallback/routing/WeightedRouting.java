package io.github.llmfallback.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

import io.github.llmfallback.provider.Provider;

/**
 * Draws who comes first by weight, and who comes next among the others by weight too: so
 * the calls of a provider that fails spread over the others as their weights say, and do
 * not all land on one of them.
 */
final class WeightedRouting implements RoutingStrategy {

	private final LongUnaryOperator random;

	/**
	 * Creates a strategy.
	 * @param random draws evenly from 0 to below the number given
	 */
	WeightedRouting(LongUnaryOperator random) {
		this.random = random;
	}

	@Override
	public boolean hasPreference() {
		return false;
	}

	@Override
	public List<Provider> order(RoutingRequest request) {
		List<Provider> providers = request.providers();
		return (providers.size() < 2) ? providers : new FirstAndRest(providers, draw(providers), this::drawAll);
	}

	private List<Provider> drawAll(List<Provider> providers) {
		List<Provider> left = providers;
		List<Provider> drawn = new ArrayList<>(providers.size());
		while (!left.isEmpty()) {
			drawn.add(left.remove(draw(left)));
		}
		return drawn;
	}

	private int draw(List<Provider> providers) {
		long sum = 0;
		for (int i = 0; i < providers.size(); i++) {
			sum += providers.get(i).weight();
		}
		long ticket = this.random.applyAsLong(sum);
		int index = 0;
		for (ticket -= providers.get(0).weight(); ticket >= 0; ticket -= providers.get(index).weight()) {
			index++;
		}
		return index;
	}

}
