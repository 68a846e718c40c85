package io.github.llmfallback.budget;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BudgetCountersTests {

	private static final WindowLimits DAILY = new WindowLimits(100L, null);

	private static final BudgetSettings SETTINGS = new BudgetSettings("USD", ZoneOffset.UTC, null, WindowLimits.NONE,
			Map.of(), Map.of("tenant", new TagBudgets(DAILY, Map.of("free", WindowLimits.NONE))), List.of(0.8),
			UnknownPrice.REJECT, OnStoreFailure.CLOSED);

	private final BudgetCounters counters = new BudgetCounters(SETTINGS, new AlarmLevels(SETTINGS));

	@Test
	void sameTagsHaveTheSameCounters() {
		CounterGroup group = this.counters.of("a", Map.of("tenant", "x"));
		assertThat(this.counters.of("a", Map.of("tenant", "x", "unlimited", "y"))).isSameAs(group);
		assertThat(this.counters.of("b", Map.of("tenant", "x"))).isNotSameAs(group);
		assertThat(names(group)).containsExactly("global", "provider:a", "global", "provider:a", "tenant:x");
		assertThat(group.isLimited()).isTrue();
	}

	@Test
	void valueWithoutALimitIsNotCounted() {
		CounterGroup group = this.counters.of("a", Map.of("tenant", "free"));
		assertThat(names(group)).doesNotContain("tenant:free");
		assertThat(group.isLimited()).isFalse();
	}

	@Test
	void longValuesAreCountedButNotKept() {
		Map<String, String> tags = Map.of("tenant", "x".repeat(300));
		CounterGroup group = this.counters.of("a", tags);
		assertThat(this.counters.of("a", tags)).isNotSameAs(group);
		assertThat(this.counters.of("a", tags).limits()).isEqualTo(group.limits());
	}

	@Test
	void keepsABoundedNumberOfValuesAndCountsAll() {
		for (int i = 0; i <= 10_000; i++) {
			this.counters.of("a", Map.of("tenant", "x" + i));
		}
		CounterGroup kept = this.counters.of("a", Map.of("tenant", "x9999"));
		CounterGroup beyond = this.counters.of("a", Map.of("tenant", "x10000"));
		assertThat(this.counters.of("a", Map.of("tenant", "x9999"))).isSameAs(kept);
		assertThat(this.counters.of("a", Map.of("tenant", "x10000"))).isNotSameAs(beyond);
		assertThat(names(beyond)).contains("tenant:x10000");
	}

	private static List<String> names(CounterGroup group) {
		return group.limits().stream().map((limit) -> limit.key().scope().name()).toList();
	}

}
