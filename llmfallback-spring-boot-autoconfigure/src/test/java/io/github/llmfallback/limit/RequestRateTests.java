package io.github.llmfallback.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the requests of a {@link RateLimiter}.
 */
class RequestRateTests {

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

	private final TurnedClock clock = new TurnedClock();

	@Test
	void requestsAreAdmittedUpToTheLimit() {
		RateLimiter limiter = limiter(3);
		assertThat(admitted(limiter, 10)).isEqualTo(3);
		this.clock.turn(MINUTE - 1);
		assertThat(admitted(limiter, 10)).isZero();
		this.clock.turn(1);
		assertThat(admitted(limiter, 10)).isEqualTo(3);
	}

	@Test
	void noRollingMinuteHoldsMoreThanTheLimit() {
		RateLimiter limiter = limiter(4);
		this.clock.turn(MINUTE);
		assertThat(admitted(limiter, 2)).isEqualTo(2);
		this.clock.turn(MINUTE - 10);
		assertThat(admitted(limiter, 10)).isEqualTo(2);
		this.clock.turn(10);
		assertThat(admitted(limiter, 10)).isEqualTo(2);
	}

	@Test
	void releasedRequestWasNeverAdmitted() {
		RateLimiter limiter = limiter(2);
		RatePermit first = limiter.tryAcquire(0);
		this.clock.turn(Duration.ofSeconds(30));
		RatePermit second = limiter.tryAcquire(0);
		assertThat(first).isNotNull();
		assertThat(second).isNotNull();

		first.release();

		assertThat(limiter.tryAcquire(0)).isNotNull();
		assertThat(limiter.tryAcquire(0)).isNull();
		this.clock.turn(Duration.ofSeconds(30));
		assertThat(limiter.availableIn(0)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void permitEndsOnce() {
		RateLimiter limiter = limiter(5);
		RatePermit kept = limiter.tryAcquire(0);
		RatePermit released = limiter.tryAcquire(0);
		assertThat(kept).isNotNull();
		assertThat(released).isNotNull();
		kept.settle(7);
		kept.release();
		released.release();
		released.release();
		released.settle(7);
		assertThat(limiter.status().requestsAvailable()).isEqualTo(4);
	}

	@Test
	void requestReleasedAfterItLeftTheWindowFreesNoOther() {
		RateLimiter limiter = limiter(2);
		RatePermit old = limiter.tryAcquire(0);
		assertThat(old).isNotNull();
		this.clock.turn(MINUTE);
		assertThat(admitted(limiter, 2)).isEqualTo(2);
		old.release();
		assertThat(limiter.tryAcquire(0)).isNull();
	}

	@Test
	void clockThatRunsBackwardsFreesNothing() {
		RateLimiter limiter = limiter(2);
		this.clock.turn(MINUTE);
		limiter.tryAcquire(0);
		this.clock.turn(-MINUTE);
		limiter.tryAcquire(0);
		this.clock.turn(MINUTE + 1);
		assertThat(limiter.tryAcquire(0)).isNull();
	}

	@Test
	void nothingIsLimitedWithoutLimits() {
		RateLimiter limiter = RateLimiter.unlimited();
		for (int i = 0; i < 1_000; i++) {
			RatePermit permit = limiter.tryAcquire(Long.MAX_VALUE);
			assertThat(permit).isNotNull();
			permit.settle(Long.MAX_VALUE);
			permit.release();
		}
		assertThat(limiter.availableIn(Long.MAX_VALUE)).isZero();
		assertThat(limiter.status()).isEqualTo(new RateStatus(null, null, null, null));
	}

	@Test
	void millionRequestsFitWhereAMillionMay() {
		RateLimiter limiter = limiter(1_000_000);
		for (int round = 0; round < 2; round++) {
			assertThat(admitted(limiter, 1_000_001)).isEqualTo(1_000_000);
			assertThat(limiter.status().requestsAvailable()).isZero();
			this.clock.turn(MINUTE);
			assertThat(limiter.status().requestsAvailable()).isEqualTo(1_000_000);
		}
	}

	@Test
	void requestsOfAMillisecondLeaveALargeWindowWithTheLastOfThem() {
		RateLimiter limiter = limiter(70_000);
		this.clock.turn(MILLISECOND - Math.floorMod(this.clock.getAsLong(), MILLISECOND));
		assertThat(admitted(limiter, 40_000)).isEqualTo(40_000);
		this.clock.turn(MILLISECOND - 1);
		assertThat(admitted(limiter, 40_000)).isEqualTo(30_000);
		this.clock.turn(MINUTE - 1);
		assertThat(admitted(limiter, 1)).isZero();
		assertThat(limiter.availableIn(0).toNanos()).isOne();
		this.clock.turn(1);
		assertThat(limiter.status().requestsAvailable()).isEqualTo(70_000);
		assertThat(admitted(limiter, 100_000)).isEqualTo(70_000);
	}

	@Test
	void requestReleasedFromALargeWindowLeavesRoomForOneOther() {
		RateLimiter limiter = limiter(70_000);
		RatePermit first = limiter.tryAcquire(0);
		assertThat(first).isNotNull();
		this.clock.turn(1);
		assertThat(admitted(limiter, 100_000)).isEqualTo(69_999);
		first.release();
		assertThat(admitted(limiter, 100_000)).isOne();
	}

	@Test
	void noRollingMinuteHoldsMoreThanALargeLimit() {
		int limit = 61_000;
		long seed = System.nanoTime();
		Random random = new Random(seed);
		RateLimiter limiter = limiter(limit);
		long[] sent = new long[4 * limit];
		int count = 0;
		while (count < sent.length) {
			this.clock.turn(random.nextLong(MINUTE / limit));
			for (int i = random.nextInt(5); i > 0 && count < sent.length; i--) {
				AcquiredPermit permit = (AcquiredPermit) limiter.tryAcquire(1);
				if (permit != null && random.nextInt(10) == 0) {
					permit.release();
				}
				else if (permit != null) {
					sent[count++] = permit.admittedNanos();
				}
			}
		}
		for (int i = limit; i < count; i++) {
			assertThat(sent[i] - sent[i - limit]).as("seed %d", seed).isGreaterThanOrEqualTo(MINUTE);
			assertThat(sent[i] - sent[i - limit]).as("seed %d", seed).isLessThan(2 * MINUTE);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 40 })
	void windowIsExact(int limit) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		RateLimiter limiter = limiter(limit);
		List<AcquiredPermit> counted = new ArrayList<>();
		List<AcquiredPermit> held = new ArrayList<>();
		for (int step = 0; step < 20_000; step++) {
			this.clock.turn((random.nextInt(100) == 0) ? MINUTE : (random.nextLong(3 * MINUTE / limit)));
			long now = this.clock.getAsLong();
			counted.removeIf((permit) -> now - permit.admittedNanos() >= MINUTE);
			long free = limit - counted.size();
			assertThat(limiter.status().requestsAvailable()).as("seed %d step %d", seed, step).isEqualTo(free);
			assertThat(limiter.availableIn(1).toNanos()).as("seed %d step %d", seed, step)
				.isEqualTo((free > 0) ? 0 : counted.get(0).admittedNanos() + MINUTE - now);
			for (int i = random.nextInt(4); i > 0; i--) {
				AcquiredPermit permit = (AcquiredPermit) limiter.tryAcquire(1);
				assertThat(permit != null).as("seed %d step %d", seed, step).isEqualTo(counted.size() < limit);
				if (permit != null) {
					counted.add(permit);
					held.add(permit);
				}
			}
			if (!held.isEmpty() && random.nextBoolean()) {
				AcquiredPermit ended = held.remove(random.nextInt(held.size()));
				if (random.nextBoolean()) {
					ended.release();
					counted.remove(ended);
				}
				else {
					ended.settle(1);
				}
			}
		}
	}

	@Test
	void noRollingMinuteHoldsMoreThanTheLimitUnder64Threads() throws Exception {
		int limit = 50;
		long seed = System.nanoTime();
		RateLimiter limiter = limiter(limit);
		Queue<Long> sent = new ConcurrentLinkedQueue<>();
		runOn64Threads((random) -> {
			for (int i = 0; i < 4_000; i++) {
				this.clock.turn(random.nextLong(MINUTE / 2_000));
				AcquiredPermit permit = (AcquiredPermit) limiter.tryAcquire(1);
				if (permit == null) {
					continue;
				}
				if (random.nextInt(3) == 0) {
					Thread.yield();
					permit.release();
				}
				else {
					sent.add(permit.admittedNanos());
					permit.settle(random.nextInt(5));
				}
			}
		}, seed);
		long[] times = sent.stream().mapToLong((time) -> time - Long.MIN_VALUE).sorted().toArray();
		assertThat(times.length).as("seed %d", seed).isGreaterThan(limit * 20);
		for (int i = limit; i < times.length; i++) {
			assertThat(times[i] - times[i - limit]).as("seed %d", seed).isGreaterThanOrEqualTo(MINUTE);
		}
	}

	@Test
	void everythingIsBackAfter100_000MixedOutcomes() throws Exception {
		long seed = System.nanoTime();
		RateLimiter limiter = new RateLimiter(new RateSettings(1_000_000L, 100_000_000L), this.clock);
		runOn64Threads((random) -> {
			for (int i = 0; i < 100_000 / 64 + 1; i++) {
				long tokens = random.nextInt(1_000);
				RatePermit permit = limiter.tryAcquire(tokens);
				assertThat(permit).isNotNull();
				if (random.nextBoolean()) {
					permit.settle(random.nextInt(2_000));
				}
				permit.release();
			}
		}, seed);
		this.clock.turn(Duration.ofMinutes(2));
		assertThat(limiter.status()).as("seed %d", seed)
			.isEqualTo(new RateStatus(1_000_000L, 1_000_000L, 100_000_000L, 100_000_000L));
	}

	@Test
	void releasedPermitsAreBackAtOnce() throws Exception {
		long seed = System.nanoTime();
		RateLimiter limiter = new RateLimiter(new RateSettings(100L, 100_000L), this.clock);
		runOn64Threads((random) -> {
			for (int i = 0; i < 2_000; i++) {
				RatePermit permit = limiter.tryAcquire(random.nextInt(2_000));
				if (permit != null) {
					permit.release();
				}
			}
		}, seed);
		assertThat(limiter.status()).as("seed %d", seed).isEqualTo(new RateStatus(100L, 100L, 100_000L, 100_000L));
	}

	private RateLimiter limiter(long requestsPerMinute) {
		return new RateLimiter(new RateSettings(requestsPerMinute, null), this.clock);
	}

	private static int admitted(RateLimiter limiter, int requests) {
		int admitted = 0;
		for (int i = 0; i < requests; i++) {
			admitted += (limiter.tryAcquire(1) != null) ? 1 : 0;
		}
		return admitted;
	}

	private static void runOn64Threads(Work work, long seed) throws Exception {
		int threads = 64;
		CountDownLatch start = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				Random random = new Random(seed + thread);
				running.add(executor.submit(() -> {
					start.countDown();
					start.await();
					work.run(random);
					return null;
				}));
			}
			for (Future<?> thread : running) {
				thread.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private interface Work {

		void run(Random random);

	}

}
