package io.github.llmfallback.pricing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputBound}.
 */
class OutputBoundTests {

	@Test
	void firstBoundThatIsSetCounts() {
		assertThat(OutputBound.of(null, 10, 20, 30)).isEqualTo(10);
		assertThat(OutputBound.of(null, null, 20, 30)).isEqualTo(20);
		assertThat(OutputBound.of(null, null, null, 30)).isEqualTo(30);
	}

	@Test
	void boundIsNotAboveTheModelsLimit() {
		assertThat(OutputBound.of(15L, 10)).isEqualTo(10);
		assertThat(OutputBound.of(15L, 20)).isEqualTo(15);
		assertThat(OutputBound.of(15L, null, 20)).isEqualTo(15);
	}

	@Test
	void modelsLimitCountsWhereNoneIsSet() {
		assertThat(OutputBound.of(128_000L)).isEqualTo(128_000);
		assertThat(OutputBound.of(128_000L, null, null)).isEqualTo(128_000);
	}

	@Test
	void thereIsAlwaysABound() {
		assertThat(OutputBound.of(null)).isEqualTo(4_096);
		assertThat(OutputBound.of(null, null, null)).isEqualTo(4_096);
	}

	@Test
	void nonsenseIsNoBound() {
		assertThat(OutputBound.of(null, 0, -5)).isEqualTo(4_096);
		assertThat(OutputBound.of(null, -1, 7)).isEqualTo(7);
	}

}
