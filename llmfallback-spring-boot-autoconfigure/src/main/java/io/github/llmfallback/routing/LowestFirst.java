package io.github.llmfallback.routing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

import io.github.llmfallback.provider.Provider;

/**
 * Orders providers by a number that changes all the time, lowest first. Ties keep the
 * declared order.
 */
final class LowestFirst {

	private final ToLongFunction<Provider> number;

	LowestFirst(ToLongFunction<Provider> number) {
		this.number = number;
	}

	List<Provider> order(List<Provider> providers) {
		return new FirstAndRest(providers, lowest(providers), this::sort);
	}

	/**
	 * Sorts by what the numbers are now; each is read once, for a sort must not see them
	 * change.
	 */
	List<Provider> sort(List<Provider> providers) {
		Numbered[] numbered = new Numbered[providers.size()];
		Arrays.setAll(numbered, (i) -> {
			Provider provider = providers.get(i);
			return new Numbered(provider, this.number.applyAsLong(provider));
		});
		Arrays.sort(numbered, Comparator.comparingLong(Numbered::number));
		return Arrays.stream(numbered).map(Numbered::provider).toList();
	}

	private int lowest(List<Provider> providers) {
		int lowest = 0;
		long lowestNumber = Long.MAX_VALUE;
		for (int i = 0; i < providers.size(); i++) {
			long number = this.number.applyAsLong(providers.get(i));
			if (number < lowestNumber) {
				lowest = i;
				lowestNumber = number;
			}
		}
		return lowest;
	}

	private record Numbered(Provider provider, long number) {

	}

}
