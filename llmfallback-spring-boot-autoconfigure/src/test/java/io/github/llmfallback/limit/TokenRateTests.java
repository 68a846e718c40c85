package io.github.llmfallback.limit;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the tokens of a {@link RateLimiter}.
 */
class TokenRateTests {

	private final TurnedClock clock = new TurnedClock();

	private final RateLimiter limiter = new RateLimiter(new RateSettings(null, 600L), this.clock);

	@Test
	void tokensFlowBackEvenly() {
		assertThat(acquire(600)).isNotNull();
		assertThat(this.limiter.tryAcquire(1)).isNull();
		this.clock.turn(Duration.ofSeconds(6));
		assertThat(this.limiter.status()).isEqualTo(new RateStatus(null, null, 600L, 60L));
		assertThat(this.limiter.tryAcquire(61)).isNull();
		assertThat(this.limiter.tryAcquire(60)).isNotNull();
	}

	@Test
	void bucketHoldsOneMinute() {
		this.clock.turn(Duration.ofDays(10_000));
		assertThat(this.limiter.status().tokensAvailable()).isEqualTo(600);
	}

	@Test
	void tokensNotUsedAreGivenBack() {
		acquire(500).settle(100);
		assertThat(this.limiter.status().tokensAvailable()).isEqualTo(500);
	}

	@Test
	void tokensGivenBackNeverOverfillTheBucket() {
		RatePermit permit = acquire(500);
		this.clock.turn(Duration.ofMinutes(1));
		permit.release();
		assertThat(this.limiter.status().tokensAvailable()).isEqualTo(600);
	}

	@Test
	void overrunIsTakenAndMayBeOwed() {
		acquire(100).settle(900);
		assertThat(this.limiter.status().tokensAvailable()).isZero();
		assertThat(this.limiter.availableIn(100)).isEqualTo(Duration.ofSeconds(40).plusNanos(1));
		assertThat(this.limiter.tryAcquire(1)).isNull();
		this.clock.turn(Duration.ofSeconds(40));
		assertThat(this.limiter.tryAcquire(100)).isNotNull();
	}

	@Test
	void exactEstimateChangesNothing() {
		acquire(100).settle(100);
		assertThat(this.limiter.status().tokensAvailable()).isEqualTo(500);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE })
	void absurdOverrunIsOwedForTenMinutesAtMost(long used) {
		RatePermit first = acquire(0);
		RatePermit second = acquire(0);
		first.settle(used);
		second.settle(used);
		assertThat(this.limiter.availableIn(600)).isEqualTo(Duration.ofMinutes(11).plusNanos(1));
	}

	@Test
	void negativeCountsAreNone() {
		acquire(-5).settle(-7);
		assertThat(this.limiter.status().tokensAvailable()).isEqualTo(600);
		assertThat(this.limiter.availableIn(-5)).isZero();
	}

	@Test
	void requestWithoutTokensPassesAnEmptyBucket() {
		acquire(600);
		assertThat(this.limiter.availableIn(0)).isZero();
		assertThat(this.limiter.tryAcquire(0)).isNotNull();
	}

	@Test
	void requestLargerThanTheBucketPassesWhenItIsFull() {
		RatePermit large = acquire(10_000);
		assertThat(this.limiter.tryAcquire(1)).isNull();
		assertThat(this.limiter.availableIn(10_000)).isEqualTo(Duration.ofMinutes(1).plusNanos(1));
		large.settle(600);
		assertThat(this.limiter.status().tokensAvailable()).isZero();
		this.clock.turn(Duration.ofMinutes(1));
		assertThat(this.limiter.tryAcquire(10_000)).isNotNull();
	}

	@Test
	void requestAndTokensAreAcquiredBothOrNeither() {
		RateLimiter both = new RateLimiter(new RateSettings(2L, 100L), this.clock);
		assertThat(both.tryAcquire(60)).isNotNull();
		assertThat(both.tryAcquire(60)).isNull();
		assertThat(both.status()).isEqualTo(new RateStatus(2L, 1L, 100L, 40L));
		assertThat(both.tryAcquire(10)).isNotNull();
		assertThat(both.tryAcquire(10)).isNull();
		assertThat(both.status()).isEqualTo(new RateStatus(2L, 0L, 100L, 30L));
		assertThat(both.availableIn(10)).isEqualTo(Duration.ofMinutes(1));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 7, 600, 60_000, 10_000_000 })
	void availableInAgreesWithTryAcquire(long tokensPerMinute) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		RateLimiter limiter = new RateLimiter(new RateSettings(60L, tokensPerMinute), this.clock);
		for (int step = 0; step < 5_000; step++) {
			long tokens = random.nextLong(tokensPerMinute * 5 / 4 + 1);
			long wait = limiter.availableIn(tokens).toNanos();
			if (wait > 0) {
				assertThat(limiter.tryAcquire(tokens)).as("seed %d step %d", seed, step).isNull();
				this.clock.turn(wait);
				assertThat(limiter.availableIn(tokens)).as("seed %d step %d", seed, step).isZero();
			}
			RatePermit permit = limiter.tryAcquire(tokens);
			assertThat(permit).as("seed %d step %d", seed, step).isNotNull();
			this.clock.turn(random.nextLong(2_000_000_000));
			if (random.nextInt(4) == 0) {
				permit.release();
			}
			else {
				permit.settle(random.nextLong(tokens * 5 / 4 + 1));
			}
		}
	}

	private RatePermit acquire(long tokens) {
		RatePermit permit = this.limiter.tryAcquire(tokens);
		assertThat(permit).isNotNull();
		return permit;
	}

}
