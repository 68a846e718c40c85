package io.github.llmfallback.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ConcurrencyLimiter}.
 */
class ConcurrencyLimiterTests {

	private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(2);

	@Test
	void permitsAreGrantedUpToTheLimit() {
		assertThat(this.limiter.tryAcquire()).isTrue();
		assertThat(this.limiter.acquire()).isCompleted();
		assertThat(this.limiter.tryAcquire()).isFalse();
		assertThat(this.limiter.inFlight()).isEqualTo(2);
		this.limiter.release();
		assertThat(this.limiter.inFlight()).isEqualTo(1);
		assertThat(this.limiter.tryAcquire()).isTrue();
	}

	@Test
	void whoWaitsIsServedFirstComeFirstServed() {
		takeAll();
		List<CompletableFuture<Void>> waiting = waiting(5);
		for (int served = 0; served < waiting.size(); served++) {
			for (int i = 0; i < waiting.size(); i++) {
				assertThat(waiting.get(i).isDone()).isEqualTo(i < served);
			}
			assertThat(this.limiter.tryAcquire()).isFalse();
			this.limiter.release();
			assertThat(this.limiter.inFlight()).isEqualTo(2);
		}
		assertThat(waiting).allMatch(CompletableFuture::isDone);
		this.limiter.release();
		this.limiter.release();
		assertThat(this.limiter.inFlight()).isZero();
	}

	@Test
	void whoCancelsLeavesTheQueue() {
		takeAll();
		List<CompletableFuture<Void>> waiting = waiting(3);
		assertThat(waiting.get(0).cancel(true)).isTrue();
		assertThat(this.limiter.waiting()).isEqualTo(2);
		this.limiter.release();
		assertThat(waiting.get(1)).isCompleted();
		assertThat(waiting.get(2)).isNotDone();
	}

	@Test
	void permitReleasedWhileTheFirstInTheQueueCancelsGoesToTheNext() {
		takeAll();
		List<CompletableFuture<Void>> waiting = waiting(2);
		CompletableFuture<Void> released = waiting.get(0).whenComplete((granted, cancelled) -> this.limiter.release());
		assertThat(waiting.get(0).cancel(true)).isTrue();
		assertThat(released).isCompletedExceptionally();
		assertThat(waiting.get(1)).isCompleted();
		assertThat(this.limiter.inFlight()).isEqualTo(2);
	}

	@Test
	void whoTimesOutLeavesTheQueue() {
		takeAll();
		List<CompletableFuture<Void>> waiting = waiting(2);
		assertThat(waiting.get(0).completeExceptionally(new TimeoutException())).isTrue();
		assertThat(waiting.get(1).orTimeout(1, TimeUnit.MILLISECONDS)).failsWithin(10, TimeUnit.SECONDS);
		await().untilAsserted(() -> assertThat(this.limiter.waiting()).isZero());
		this.limiter.release();
		this.limiter.release();
		assertThat(this.limiter.inFlight()).isZero();
	}

	@Test
	void whoIsGrantedCannotCancelAnyMore() {
		takeAll();
		CompletableFuture<Void> permit = this.limiter.acquire();
		this.limiter.release();
		assertThat(permit.cancel(true)).isFalse();
		assertThat(this.limiter.inFlight()).isEqualTo(2);
	}

	@Test
	void whatDependsOnAPermitMayReleaseIt() {
		takeAll();
		List<CompletableFuture<Void>> done = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			done.add(this.limiter.acquire().thenRun(this.limiter::release));
		}
		this.limiter.release();
		assertThat(done).allMatch(CompletableFuture::isDone);
		assertThat(this.limiter.inFlight()).isEqualTo(1);
	}

	@Test
	void releaseOfAPermitThatNobodyHoldsIsAMistake() {
		assertThatIllegalStateException().isThrownBy(this.limiter::release);
		assertThat(this.limiter.inFlight()).isZero();
	}

	@Test
	void limitIsAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ConcurrencyLimiter(0))
			.withMessage("'limit' is 0 and must be at least 1");
	}

	@Test
	void unlimitedOnlyCounts() {
		ConcurrencyLimiter unlimited = ConcurrencyLimiter.unlimited();
		for (int i = 0; i < 10_000; i++) {
			assertThat(unlimited.tryAcquire()).isTrue();
		}
		assertThat(unlimited.inFlight()).isEqualTo(10_000);
		unlimited.release();
		assertThat(unlimited.inFlight()).isEqualTo(9_999);
	}

	@Test
	void cancelThatRacesWithTheGrantLosesNoPermit() throws Exception {
		ConcurrencyLimiter one = new ConcurrencyLimiter(1);
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 20_000; round++) {
				one.tryAcquire();
				CompletableFuture<Void> waiting = one.acquire();
				CountDownLatch start = new CountDownLatch(2);
				Future<?> release = executor.submit(() -> {
					meet(start);
					one.release();
				});
				Future<Boolean> cancel = executor.submit(() -> {
					meet(start);
					return waiting.cancel(true);
				});
				release.get(10, TimeUnit.SECONDS);
				boolean cancelled = cancel.get(10, TimeUnit.SECONDS);
				assertThat(one.inFlight()).isEqualTo(cancelled ? 0 : 1);
				if (!cancelled) {
					one.release();
				}
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void permitsAreAllBackAfter100_000MixedOutcomesAndNeverWereThereMoreThanTheLimit() throws Exception {
		int limit = 5;
		int threads = 64;
		long seed = System.nanoTime();
		ConcurrencyLimiter few = new ConcurrencyLimiter(limit);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger entered = new AtomicInteger();
		CountDownLatch start = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				Random random = new Random(seed + thread);
				running.add(executor.submit(() -> {
					meet(start);
					for (int i = 0; i < 100_000 / threads + 1; i++) {
						if (enter(few, random)) {
							most.accumulateAndGet(inside.incrementAndGet(), Math::max);
							entered.incrementAndGet();
							if (random.nextBoolean()) {
								Thread.yield();
							}
							inside.decrementAndGet();
							few.release();
						}
					}
				}));
			}
			for (Future<?> thread : running) {
				thread.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(most).as("seed %d", seed).hasValueLessThanOrEqualTo(limit);
		assertThat(entered).as("seed %d", seed).hasValueGreaterThan(10_000);
		assertThat(few.inFlight()).as("seed %d", seed).isZero();
	}

	private static boolean enter(ConcurrencyLimiter limiter, Random random) {
		if (random.nextInt(4) == 0) {
			return limiter.tryAcquire();
		}
		CompletableFuture<Void> permit = limiter.acquire();
		if (random.nextInt(3) == 0) {
			return !permit.cancel(true);
		}
		permit.join();
		return true;
	}

	private void takeAll() {
		assertThat(this.limiter.tryAcquire()).isTrue();
		assertThat(this.limiter.tryAcquire()).isTrue();
	}

	private List<CompletableFuture<Void>> waiting(int count) {
		List<CompletableFuture<Void>> waiting = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			waiting.add(this.limiter.acquire());
		}
		return waiting;
	}

	private static void meet(CountDownLatch start) {
		start.countDown();
		try {
			start.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
