package io.github.llmfallback.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WeightedRouting}.
 */
class WeightedRoutingTests {

	private static final int CALLS = 10_000;

	@Test
	void callsAreSpreadByWeight() {
		List<Provider> providers = List.of(weighing("heavy", 9), weighing("light", 1));
		int sigma = (int) Math.sqrt(CALLS * 0.9 * 0.1);
		RoutingStrategy routing = new WeightedRouting(new Random(20_26)::nextLong);
		Map<String, Long> first = counts(() -> order(routing, providers).get(0));
		assertThat(first.get("heavy")).isBetween(9_000L - 3 * sigma, 9_000L + 3 * sigma);
	}

	@Test
	void strategyThatIsFoundByNameSpreadsByWeightToo() {
		List<Provider> providers = List.of(weighing("light", 1), weighing("heavy", 9));
		RoutingStrategy routing = new RoutingStrategies(Map.of()).find("weighted").orElseThrow();
		int sigma = (int) Math.sqrt(CALLS * 0.9 * 0.1);
		Map<String, Long> first = counts(() -> order(routing, providers).get(0));
		assertThat(first.get("heavy")).isBetween(9_000L - 6 * sigma, 9_000L + 6 * sigma);
	}

	@Test
	void callsOfAProviderThatFailsAreSpreadByWeightToo() {
		List<Provider> providers = List.of(weighing("dead", 1_000_000), weighing("three", 3), weighing("one", 1));
		int sigma = (int) Math.sqrt(CALLS * 0.75 * 0.25);
		RoutingStrategy routing = new WeightedRouting(new Random(42)::nextLong);
		Map<String, Long> second = counts(() -> order(routing, providers).get(1));
		assertThat(second.get("three")).isBetween(7_500L - 4 * sigma, 7_500L + 4 * sigma);
	}

	@Test
	void everyProviderIsAskedOnce() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<Provider> providers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			providers.add(weighing("p" + i, 1 + random.nextInt(Integer.MAX_VALUE - 1)));
		}
		List<Provider> declared = List.copyOf(providers);
		List<Provider> order = order(new WeightedRouting(random::nextLong), declared);
		assertThat(order).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(declared);
		assertThat(List.copyOf(order)).as("seed %d", seed).isEqualTo(order);
	}

	@Test
	void firstTicketsBelongToTheFirstProvider() {
		List<Provider> providers = List.of(weighing("a", 2), weighing("b", 1), weighing("c", 3));
		List<String> winners = IntStream.range(0, 6).mapToObj((ticket) -> order(new WeightedRouting((sum) -> {
			assertThat(sum).isEqualTo(6);
			return ticket;
		}), providers).get(0).name()).toList();
		assertThat(winners).containsExactly("a", "a", "b", "c", "c", "c");
	}

	private static List<Provider> order(RoutingStrategy routing, List<Provider> providers) {
		return routing.order(new RoutingRequest(providers, new Prompt("Hi")));
	}

	private static Map<String, Long> counts(Supplier<Provider> draw) {
		return IntStream.range(0, CALLS)
			.mapToObj((call) -> draw.get().name())
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
	}

	private static Provider weighing(String name, int weight) {
		return Provider.builder(name)
			.weight(weight)
			.models(List.of(new ProviderModel("m", null)))
			.keys(List.of(new ProviderKey(null, () -> {
				throw new AssertionError("routing asks nobody");
			})))
			.build();
	}

}
