package io.github.llmfallback.observation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.testsupport.TurnedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GaugesTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final TurnedTime time = new TurnedTime();

	@Test
	void providerIsOneWhileItServes() {
		Set<String> serving = new HashSet<>(Set.of("well"));
		new AvailabilityGauges(List.of("well", "unwell"), () -> Set.copyOf(serving), this.time).bindTo(this.registry);
		assertThat(available("well")).isEqualTo(1);
		assertThat(available("unwell")).isZero();
		serving.add("unwell");
		this.time.turnSeconds(1);
		assertThat(available("unwell")).isEqualTo(1);
	}

	@Test
	void manyGaugesReadOnceASecond() {
		AtomicInteger reads = new AtomicInteger();
		new AvailabilityGauges(List.of("a", "b", "c"), () -> {
			reads.incrementAndGet();
			return Set.of();
		}, this.time).bindTo(this.registry);
		available("a");
		available("b");
		available("c");
		assertThat(reads).hasValue(1);
		this.time.turnSeconds(1);
		available("a");
		assertThat(reads).hasValue(2);
	}

	@Test
	void budgetShowsWhatIsLeftAndNothingWhileTheStoreIsOutOfReach() {
		BudgetKey daily = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);
		BudgetKey monthly = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.MONTHLY);
		List<BudgetState> states = new ArrayList<>(List.of(state(monthly, "7.5"), state(daily, "2.5")));
		new BudgetGauges(List.of(daily, monthly), () -> List.copyOf(states), this.time).bindTo(this.registry);
		assertThat(remaining("DAILY")).isEqualTo(2.5);
		assertThat(remaining("MONTHLY")).isEqualTo(7.5);
		states.clear();
		this.time.turnSeconds(1);
		assertThat(remaining("DAILY")).isNaN();
	}

	private double available(String provider) {
		return this.registry.get("llm.fallback.provider.available").tag("provider", provider).gauge().value();
	}

	private double remaining(String window) {
		return this.registry.get("llm.fallback.budget.remaining")
			.tags("scope", "global", "window", window)
			.gauge()
			.value();
	}

	private static BudgetState state(BudgetKey key, String remaining) {
		return new BudgetState(key.scope().name(), key.window(), BigDecimal.TEN, BigDecimal.ONE, BigDecimal.ONE,
				new BigDecimal(remaining), Instant.EPOCH, List.of(), List.of());
	}

}
