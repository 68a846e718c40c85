package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Cooldown}.
 */
class CooldownTests {

	private final TurnedClock clock = new TurnedClock();

	private final RecordedChanges changes = new RecordedChanges();

	private final Cooldown cooldown = new Cooldown(this.clock, this.changes, HealthPart.TARGET, 3, 1);

	@Test
	void isNotActiveAtFirst() {
		assertThat(this.cooldown.isActive()).isFalse();
		assertThat(this.cooldown.leftNanos()).isZero();
		assertThat(this.cooldown.last()).isNull();
	}

	@Test
	void countsDownToItsEnd() {
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		this.clock.turn(Duration.ofSeconds(10).minusNanos(1));
		assertThat(this.cooldown.isActive()).isTrue();
		assertThat(this.cooldown.leftNanos()).isEqualTo(1);
		this.clock.turn(Duration.ofNanos(1));
		assertThat(this.cooldown.isActive()).isFalse();
		assertThat(this.cooldown.leftNanos()).isZero();
		this.clock.turnSeconds(1);
		assertThat(this.cooldown.leftNanos()).isZero();
	}

	@Test
	void laterEndWins() {
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		rateLimited(Duration.ofSeconds(30), Duration.ZERO);
		rateLimited(Duration.ofSeconds(20), Duration.ZERO);
		assertThat(left()).hasSeconds(30);
		this.clock.turnSeconds(15);
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		assertThat(left()).hasSeconds(15);
	}

	@Test
	void failuresInARowMakeItLonger() {
		List<Long> seconds = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			rateLimited(null, Duration.ZERO);
			seconds.add(left().toSeconds());
			this.clock.turn(left());
		}
		assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
	}

	@Test
	void burstThatFailsTogetherCountsOnce() {
		this.clock.turnSeconds(5);
		for (int i = 0; i < 50; i++) {
			rateLimited(null, Duration.ofSeconds(4));
		}
		assertThat(left()).hasSeconds(1);
		this.clock.turnSeconds(1);
		rateLimited(null, Duration.ofMillis(500));
		assertThat(left()).hasSeconds(2);
	}

	@Test
	void successStartsAnew() {
		rateLimited(null, Duration.ZERO);
		this.clock.turnSeconds(1);
		rateLimited(null, Duration.ZERO);
		this.clock.turnSeconds(3);
		succeeded(Duration.ofSeconds(1));
		assertThat(this.cooldown.last()).isNull();
		rateLimited(null, Duration.ZERO);
		assertThat(left()).hasSeconds(1);
	}

	@Test
	void successOfARequestSentLaterEndsIt() {
		rateLimited(Duration.ofMinutes(5), Duration.ZERO);
		this.clock.turnSeconds(10);
		succeeded(Duration.ofSeconds(9));
		assertThat(this.cooldown.isActive()).isFalse();
	}

	@Test
	void successOfARequestSentEarlierDoesNotEndIt() {
		rateLimited(Duration.ofMinutes(5), Duration.ZERO);
		this.clock.turnSeconds(10);
		succeeded(Duration.ofSeconds(11));
		succeeded(Duration.ofSeconds(10));
		assertThat(left()).hasSeconds(290);
	}

	@Test
	void latestFailureIsTheOneASuccessMustFollow() {
		rateLimited(Duration.ofMinutes(5), Duration.ZERO);
		this.clock.turnSeconds(10);
		rateLimited(Duration.ofSeconds(1), Duration.ZERO);
		succeeded(Duration.ofSeconds(5));
		assertThat(left()).hasSeconds(290);
	}

	@Test
	void failureThatAsksForNoRestChangesNothing() {
		this.cooldown.failed(FailureKind.OVERLOADED, null, Duration.ZERO);
		this.cooldown.failed(FailureKind.SERVER_ERROR, Duration.ofMinutes(1), Duration.ZERO);
		assertThat(this.cooldown.last()).isNull();
		assertThat(this.changes.take()).isEmpty();
	}

	@Test
	void eachTimeOfRestIsToldOnce() {
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		rateLimited(Duration.ofSeconds(20), Duration.ZERO);
		assertThat(this.changes.take()).containsExactly("unavailable TARGET 3/1 RATE_LIMITED PT10S");
		this.clock.turnSeconds(20);
		rateLimited(Duration.ofSeconds(5), Duration.ZERO);
		assertThat(this.changes.take()).containsExactly("unavailable TARGET 3/1 RATE_LIMITED PT5S");
	}

	@Test
	void recoveryIsToldOnce() {
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		this.changes.take();
		this.clock.turnSeconds(12);
		assertThat(this.changes.take()).isEmpty();
		succeeded(Duration.ofSeconds(1));
		succeeded(Duration.ofSeconds(1));
		assertThat(this.changes.take()).containsExactly("recovered TARGET 3/1");
	}

	@Test
	void resetForgets() {
		this.cooldown.reset();
		assertThat(this.changes.take()).isEmpty();
		rateLimited(Duration.ofSeconds(10), Duration.ZERO);
		this.changes.take();
		this.cooldown.reset();
		assertThat(this.cooldown.isActive()).isFalse();
		assertThat(this.changes.take()).containsExactly("recovered TARGET 3/1");
	}

	@Test
	void latestEndWinsAmongManyThreads() throws Exception {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			for (int round = 0; round < 300; round++) {
				this.cooldown.reset();
				List<Integer> seconds = new ArrayList<>(random.ints(16, 1, 1000).boxed().toList());
				failTogether(threads, seconds);
				assertThat(left()).as("seed %d, round %d", seed, round).hasSeconds(Collections.max(seconds));
				assertThat(this.cooldown.last()).as("seed %d, round %d", seed, round)
					.extracting(Rest::failures)
					.isEqualTo(16);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void failTogether(ExecutorService threads, List<Integer> seconds) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> failures = new ArrayList<>();
		for (int second : seconds) {
			failures.add(threads.submit(() -> {
				start.await();
				rateLimited(Duration.ofSeconds(second), Duration.ZERO);
				return null;
			}));
		}
		start.countDown();
		for (Future<?> failure : failures) {
			failure.get(1, TimeUnit.MINUTES);
		}
	}

	private void succeeded(Duration elapsed) {
		this.cooldown.succeeded(this.clock.getAsLong() - elapsed.toNanos());
	}

	private void rateLimited(@Nullable Duration retryAfter, Duration elapsed) {
		this.cooldown.failed(FailureKind.RATE_LIMITED, retryAfter, elapsed);
	}

	private Duration left() {
		return Duration.ofNanos(this.cooldown.leftNanos());
	}

}
