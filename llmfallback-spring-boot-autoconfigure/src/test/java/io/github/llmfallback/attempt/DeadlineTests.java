package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.llmfallback.provider.RetrySettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline} and the pauses of {@link RetrySettings}.
 */
class DeadlineTests {

	private final TurnedClock clock = new TurnedClock();

	private final Deadline deadline = new Deadline(this.clock, Duration.ofSeconds(10));

	@Test
	void timeRunsOutAcrossTheEndOfTheClocksRange() {
		assertThat(this.deadline.left()).isEqualTo(Duration.ofSeconds(10));
		this.clock.turn(Duration.ofSeconds(4));
		assertThat(this.clock.getAsLong()).isNegative();
		assertThat(this.deadline.left()).isEqualTo(Duration.ofSeconds(6));
		this.clock.turn(Duration.ofSeconds(7));
		assertThat(this.deadline.left()).isEqualTo(Duration.ofSeconds(-1));
	}

	@Test
	void limitHoldsWhileItIsTheShorterOne() {
		assertThat(this.deadline.leftAtMost(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.deadline.leftAtMost(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.deadline.leftAtMost(Duration.ofSeconds(11))).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void foreverIsATimeout() {
		Deadline forever = new Deadline(this.clock, ChronoUnit.FOREVER.getDuration());
		assertThat(forever.left()).isGreaterThan(Duration.ofDays(36_000));
		this.clock.turn(Duration.ofDays(365));
		assertThat(forever.left()).isGreaterThan(Duration.ofDays(35_000));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 500", "0, 0.5, 375", "0, 1, 250", "1, 0, 1000", "2, 0, 2000", "3, 0, 2500", "9999, 0, 2500",
			"9999, 1, 1250" })
	void pauseGrowsUpToTheLongestAndIsPartlyLeftToChance(int retry, double random, long millis) {
		RetrySettings settings = new RetrySettings(3, Duration.ofMillis(500), 2, Duration.ofMillis(2_500), 0.5);
		assertThat(settings.pause(retry, random)).isCloseTo(Duration.ofMillis(millis), Duration.ofNanos(1));
	}

	@Test
	void fullJitterReachesFromNothingToTheWholePause() {
		RetrySettings settings = new RetrySettings(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 1);
		assertThat(settings.pause(0, 0)).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.pause(0, 1)).isZero();
	}

	@Test
	void pauseWithoutADelayIsNone() {
		assertThat(new RetrySettings(1, Duration.ZERO, 10, Duration.ZERO, 0).pause(1_000, 0.5)).isZero();
	}

	@Test
	void deadlineCanBePutOffButNotBroughtForward() {
		Deadline sooner = new Deadline(this.clock, Duration.ofSeconds(5));
		Deadline later = new Deadline(this.clock, Duration.ofSeconds(20));
		Deadline copy = this.deadline.copy();

		copy.extendTo(sooner);
		assertThat(copy.left()).isEqualTo(Duration.ofSeconds(10));
		copy.extendTo(later);
		assertThat(copy.left()).isEqualTo(Duration.ofSeconds(20));
		assertThat(this.deadline.left()).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.deadline.isBefore(later)).isTrue();
		assertThat(copy.isBefore(later)).isFalse();
		assertThat(later.isBefore(this.deadline)).isFalse();
	}

}
