package io.github.llmfallback.health;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CircuitSettings}.
 */
class CircuitSettingsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(CircuitSettings.DEFAULT)
			.isEqualTo(new CircuitSettings(50, 10, Duration.ofSeconds(60), Duration.ofSeconds(30)));
	}

	@ParameterizedTest
	@ValueSource(floats = { 0, -1, 100.1f, Float.NaN })
	void thresholdIsAPercentage(float threshold) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CircuitSettings(threshold, 1, SECOND, SECOND))
			.withMessageContaining("'failureRateThreshold' is " + threshold);
	}

	@ParameterizedTest
	@ValueSource(floats = { 0.1f, 100 })
	void thresholdMayBeAlmostNothingAndEverything(float threshold) {
		assertThat(new CircuitSettings(threshold, 1, SECOND, SECOND).failureRateThreshold()).isEqualTo(threshold);
	}

	@Test
	void circuitNeverOpensOnNoCallAtAll() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CircuitSettings(50, 0, SECOND, SECOND))
			.withMessageContaining("'minimumCalls' is 0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT1H0.1S" })
	void windowIsBounded(Duration window) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CircuitSettings(50, 1, window, SECOND))
			.withMessageContaining("'slidingWindow' is " + window);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT24H0.1S" })
	void openDurationIsBounded(Duration open) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CircuitSettings(50, 1, SECOND, open))
			.withMessageContaining("'openDuration' is " + open);
	}

	@Test
	void longestDurationsAreAllowed() {
		CircuitSettings longest = new CircuitSettings(50, 1, Duration.ofHours(1), Duration.ofDays(1));
		assertThat(longest.openDuration()).hasDays(1);
	}

}
