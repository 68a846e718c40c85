package io.github.llmfallback.limit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RateSettings}.
 */
class RateSettingsTests {

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -1, 0, 60_000_000_001L, Long.MAX_VALUE })
	void limitOutOfRangeIsNamed(long limit) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RateSettings(limit, null))
			.withMessage("'requestsPerMinute' is " + limit + " and must be from 1 to 60000000000");
		assertThatIllegalArgumentException().isThrownBy(() -> new RateSettings(null, limit))
			.withMessage("'tokensPerMinute' is " + limit + " and must be from 1 to 60000000000");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 60_000_000_000L })
	void limitsInRangeWork(long limit) {
		RateLimiter limiter = new RateLimiter(new RateSettings(limit, limit), new TurnedClock());
		assertThat(limiter.tryAcquire(1)).isNotNull();
		assertThat(limiter.status().tokensAvailable()).isEqualTo(limit - 1);
	}

	@Test
	void unlimitedHasNoLimit() {
		assertThat(RateSettings.UNLIMITED).isEqualTo(new RateSettings(null, null));
	}

}
