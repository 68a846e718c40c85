package io.github.llmfallback.routing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingStrategies} and the built-in strategies.
 */
class RoutingStrategiesTests {

	private static final Prompt PROMPT = new Prompt("Hello?");

	private static final Price CHEAP_INPUT = price("0.01", "0.50");

	private static final Price CHEAP_OUTPUT = price("0.30", "0.01");

	private final RoutingStrategies strategies = new RoutingStrategies(Map.of());

	@Test
	void smartAsksFreeProvidersFirstAndThenTheMostPreferred() {
		assertThat(order("smart", provider("paid-1", 1, CHEAP_INPUT), provider("unknown-5", 5, null),
				provider("free-0", 0, Price.FREE), provider("paid-9", 9, CHEAP_INPUT),
				provider("free-2", 2, Price.FREE)))
			.containsExactly("free-2", "free-0", "paid-9", "unknown-5", "paid-1");
	}

	@Test
	void smartIsTheDefault() {
		assertThat(RoutingStrategies.DEFAULT).isEqualTo("smart");
	}

	@Test
	void qualityOptimizedAsksTheMostPreferredFirst() {
		assertThat(order("quality-optimized", provider("a", 1, Price.FREE), provider("b", 9, CHEAP_INPUT),
				provider("c", Integer.MAX_VALUE, null), provider("d", Integer.MIN_VALUE, null)))
			.containsExactly("c", "b", "a", "d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "smart", "quality-optimized", "cost-optimized", "declared-order", "round-robin",
			"least-latency", "least-busy" })
	void tiesKeepTheDeclaredOrder(String strategy) {
		List<Provider> same = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			same.add(provider("p" + i, 3, CHEAP_INPUT));
		}
		assertThat(order(strategy, same.toArray(Provider[]::new)))
			.containsExactlyElementsOf(same.stream().map(Provider::name).toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "smart", "quality-optimized", "cost-optimized", "declared-order", "round-robin",
			"fail-fast", "least-latency", "least-busy", "weighted" })
	void nobodyAndOnlyOneAreInOrderAlready(String strategy) {
		assertThat(order(strategy)).isEmpty();
		assertThat(order(strategy, provider("only", 1, null))).containsExactly("only");
	}

	@ParameterizedTest
	@ValueSource(strings = { "smart", "quality-optimized" })
	void orderFollowsTheListThatIsGiven(String strategy) {
		Provider low = provider("low", 1, null);
		Provider high = provider("high", 2, null);
		Provider higher = provider("higher", 3, null);
		assertThat(order(strategy, low, high)).containsExactly("high", "low");
		assertThat(order(strategy, low, higher)).containsExactly("higher", "low");
		assertThat(order(strategy, low, high)).containsExactly("high", "low");
	}

	@Test
	void failFastAsksOnlyTheMostPreferredThatLetsTheCallIn() {
		assertThat(order("fail-fast", provider("a", 1, Price.FREE), provider("b", 2, null))).containsExactly("b", "a");
		assertThat(this.strategies.find("fail-fast").orElseThrow().maxProviders()).isOne();
	}

	@Test
	void failFastAsksOnlyTheMostPreferredThatIsAvailable() {
		TurnedFigures figures = new TurnedFigures();
		RoutingStrategy failFast = new RoutingStrategies(Map.of(), figures, figures).find("fail-fast").orElseThrow();
		Provider low = provider("low", 1, null);
		Provider high = provider("high", 2, null);
		RoutingRequest request = new RoutingRequest(List.of(low, high), PROMPT);
		figures.unavailable(high);
		assertThat(failFast.order(request)).containsExactly(low);
		figures.unavailable(low);
		assertThat(failFast.order(request)).containsExactly(high);
	}

	@Test
	void failFastPrefersAProviderThatIsNotAvailable() {
		TurnedFigures figures = new TurnedFigures();
		RoutingStrategy failFast = new RoutingStrategies(Map.of(), figures, figures).find("fail-fast").orElseThrow();
		Provider high = provider("high", 2, null);
		figures.unavailable(high);
		assertThat(failFast.preferred(new RoutingRequest(List.of(provider("low", 1, null), high), PROMPT)))
			.containsSame(high);
	}

	@Test
	void roundRobinStartsOneFurtherEachTime() {
		Provider[] providers = { provider("a", 0, null), provider("b", 0, null), provider("c", 0, null) };
		assertThat(order("round-robin", providers)).containsExactly("a", "b", "c");
		assertThat(order("round-robin", providers)).containsExactly("b", "c", "a");
		assertThat(order("round-robin", providers)).containsExactly("c", "a", "b");
		assertThat(order("round-robin", providers)).containsExactly("a", "b", "c");
	}

	@Test
	void costOptimizedAsksTheCheapestForThisVeryRequestFirst() {
		Provider cheapInput = provider("cheap-input", 0, CHEAP_INPUT);
		Provider cheapOutput = provider("cheap-output", 0, CHEAP_OUTPUT);
		Prompt longQuestion = new Prompt("word ".repeat(4000), ChatOptions.builder().maxTokens(10).build());
		Prompt longAnswer = new Prompt("Why?", ChatOptions.builder().maxTokens(4000).build());

		assertThat(order("cost-optimized", longQuestion, cheapOutput, cheapInput)).containsExactly("cheap-input",
				"cheap-output");
		assertThat(order("cost-optimized", longAnswer, cheapInput, cheapOutput)).containsExactly("cheap-output",
				"cheap-input");
	}

	@Test
	void costOptimizedCountsThePriceOfARequest() {
		Price perRequest = new Price(0, 0, 0, 2_000_000_000);
		assertThat(
				order("cost-optimized", provider("per-request", 0, perRequest), provider("per-token", 0, CHEAP_INPUT)))
			.containsExactly("per-token", "per-request");
	}

	@Test
	void costOptimizedAsksFreeFirstAndUnknownPricesLast() {
		assertThat(order("cost-optimized", provider("unknown", 9, null), provider("paid", 0, CHEAP_INPUT),
				provider("free", 0, Price.FREE)))
			.containsExactly("free", "paid", "unknown");
	}

	@Test
	void costOptimizedTakesUnboundedAnswersForUnbounded() {
		Prompt unbounded = new Prompt("Why?", ChatOptions.builder().maxTokens(-1).build());
		assertThat(order("cost-optimized", unbounded, provider("dear", 0, price("1", "9")),
				provider("cheap", 0, price("1", "2"))))
			.containsExactly("cheap", "dear");
	}

	@Test
	void nameIsFoundInAnyCaseAndWithEitherDash() {
		assertThat(this.strategies.find("  Cost_Optimized ")).isPresent();
		assertThat(this.strategies.find("FAIL-FAST")).isPresent();
		assertThat(this.strategies.find("cheapest")).isEmpty();
	}

	@Test
	void namesAreListedBuiltInOnesFirst() {
		RoutingStrategies custom = new RoutingStrategies(Map.of("my_strategy", RoutingRequest::providers));
		assertThat(custom.names()).containsExactly("smart", "cost-optimized", "quality-optimized", "round-robin",
				"declared-order", "fail-fast", "least-latency", "least-busy", "weighted", "my-strategy");
		assertThat(custom.find("MY-STRATEGY")).isPresent();
		assertThat(custom.names()).isUnmodifiable();
	}

	@Test
	void strategyOfTheApplicationWinsOverABuiltInOneOfItsName() {
		RoutingStrategy own = (request) -> List.of();
		assertThat(new RoutingStrategies(Map.of("smart", own)).find("smart")).containsSame(own);
	}

	private List<String> order(String strategy, Provider... providers) {
		return order(strategy, PROMPT, providers);
	}

	private List<String> order(String strategy, Prompt prompt, Provider... providers) {
		return this.strategies.find(strategy)
			.orElseThrow()
			.order(new RoutingRequest(List.of(providers), prompt))
			.stream()
			.map(Provider::name)
			.collect(Collectors.toList());
	}

	private static Price price(String input, String output) {
		long in = Price.per1kTokens(new BigDecimal(input)).inputPer1k();
		return new Price(in, Price.per1kTokens(new BigDecimal(output)).outputPer1k(), in, 0);
	}

	static Provider provider(String name, int priority, @Nullable Price price) {
		return Provider.builder(name)
			.priority(priority)
			.models(List.of(new ProviderModel("m", price)))
			.keys(List.of(new ProviderKey(null, () -> {
				throw new AssertionError("routing asks nobody");
			})))
			.build();
	}

}
