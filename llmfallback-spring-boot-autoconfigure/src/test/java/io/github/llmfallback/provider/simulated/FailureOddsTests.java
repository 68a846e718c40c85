package io.github.llmfallback.provider.simulated;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which draw means which failure.
 */
class FailureOddsTests {

	@Test
	void failuresShareTheDrawsFromZeroInOrderOfDeclaration() {
		Map<FailureKind, Double> probabilities = new LinkedHashMap<>();
		probabilities.put(FailureKind.TIMEOUT, 0.25);
		probabilities.put(FailureKind.RATE_LIMITED, 0.5);
		FailureOdds odds = new FailureOdds(probabilities);
		assertThat(odds.at(0.0)).isEqualTo(Disturbance.of(FailureKind.RATE_LIMITED));
		assertThat(odds.at(Math.nextDown(0.5))).isEqualTo(Disturbance.of(FailureKind.RATE_LIMITED));
		assertThat(odds.at(0.5)).isEqualTo(Disturbance.of(FailureKind.TIMEOUT));
		assertThat(odds.at(Math.nextDown(0.75))).isEqualTo(Disturbance.of(FailureKind.TIMEOUT));
		assertThat(odds.at(0.75)).isNull();
		assertThat(odds.at(Math.nextDown(1.0))).isNull();
	}

	@Test
	void impossibleFailureComesForNoDraw() {
		assertThat(new FailureOdds(Map.of(FailureKind.TIMEOUT, 0.0)).at(0.0)).isNull();
	}

	@Test
	void certainFailureComesForEveryDraw() {
		assertThat(new FailureOdds(Map.of(FailureKind.TIMEOUT, 1.0)).at(Math.nextDown(1.0))).isNotNull();
	}

}
