package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LedgerThreads}.
 */
class LedgerThreadsTests {

	private static final Supplier<Duration> LONG = () -> Duration.ofDays(1);

	private final LedgerThreads threads = new LedgerThreads(
			new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system()));

	/** Of each step that has begun two permits: patience is asked for twice. */
	private final Semaphore begun = new Semaphore(0);

	private final Supplier<Duration> soon = () -> {
		this.begun.acquireUninterruptibly();
		return Duration.ofMillis(20);
	};

	private final CountDownLatch back = new CountDownLatch(1);

	private final BlockingQueue<Object> late = new LinkedBlockingQueue<>();

	private final BiConsumer<@Nullable Object, @Nullable Throwable> tellsLate = (result, failure) -> this.late
		.add((failure != null) ? failure : String.valueOf(result));

	@AfterEach
	void close() {
		this.back.countDown();
		this.threads.close();
	}

	@Test
	void whatComesOutInTimeIsToldToWhoAsks() {
		assertThat(this.threads.<Object>ask((ledger) -> "spent", LONG, this.tellsLate)).isEqualTo("spent");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.threads.ask((ledger) -> fail(), LONG, this.tellsLate))
			.withMessage("broken");
		assertThat(this.late).isEmpty();
	}

	@Test
	void stepThatTakesLongerThanTheCallHasGoesOnWithoutIt() throws InterruptedException {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask((ledger) -> whenBack(() -> "spent"), this.soon, this.tellsLate))
			.withMessageContaining("did not answer within the 20 ms that the call had left");
		this.back.countDown();
		assertThat(this.late.take()).isEqualTo("spent");
	}

	@Test
	void whoeverHasMoreTimeThanBeforeWaitsOn() {
		AtomicInteger looked = new AtomicInteger();
		CompletableFuture<Object> answer = CompletableFuture
			.supplyAsync(() -> this.threads.ask((ledger) -> whenBack(() -> "spent"),
					() -> (looked.getAndIncrement() == 0) ? Duration.ofMillis(1) : Duration.ofDays(1), this.tellsLate));
		await().until(() -> looked.get() == 2);
		this.back.countDown();
		assertThat(answer).succeedsWithin(Duration.ofSeconds(4)).isEqualTo("spent");
	}

	@Test
	void whyAStepFailedIsToldLate() throws InterruptedException {
		assertThatExceptionOfType(SlowLedgerException.class).isThrownBy(
				() -> this.threads.ask((ledger) -> whenBack(LedgerThreadsTests::fail), this.soon, this.tellsLate));
		this.back.countDown();
		assertThat(this.late.take()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void manyWhoAskAtOnceAreAllAnswered() throws Exception {
		ExecutorService callers = Executors.newCachedThreadPool();
		try {
			List<Future<Object>> answers = new ArrayList<>();
			for (int i = 0; i < 2_000; i++) {
				answers.add(callers
					.submit(() -> this.threads.ask((ledger) -> whenBack(() -> "spent"), LONG, this.tellsLate)));
			}
			await().until(this.threads::waiting, (waiting) -> waiting == 2_000 - 16);
			this.back.countDown();
			for (Future<Object> answer : answers) {
				assertThat(answer.get()).isEqualTo("spent");
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void stepThatNobodyWaitsForAnyMoreIsNotBegun() throws InterruptedException {
		AtomicInteger begun = new AtomicInteger();
		int questions = 40;
		for (int i = 0; i < questions; i++) {
			assertThatExceptionOfType(SlowLedgerException.class).isThrownBy(() -> this.threads.ask((ledger) -> {
				begun.incrementAndGet();
				return whenBack(() -> "spent");
			}, () -> Duration.ofMillis(1), this.tellsLate));
		}
		this.back.countDown();
		int inVain = 0;
		for (int i = 0; i < questions; i++) {
			inVain += (this.late.take() instanceof SlowLedgerException) ? 1 : 0;
		}
		assertThat(begun.get()).isPositive().isEqualTo(questions - inVain).isLessThanOrEqualTo(16);
	}

	@Test
	void storeThatHoldsUpAHundredThousandQuestionsIsAskedNoMore() {
		for (int i = 0; i < 16; i++) {
			askInVain(this.soon);
		}
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> {
			for (int i = 0; i < 100_001; i++) {
				askInVain(() -> Duration.ZERO);
			}
		}).withMessageContaining("has not answered 100000 earlier questions");
	}

	private void askInVain(Supplier<Duration> timeLeft) {
		try {
			this.threads.ask((ledger) -> whenBack(() -> "spent"), timeLeft, this.tellsLate);
		}
		catch (SlowLedgerException ex) {
			assertThat(ex).hasMessageContaining("did not answer within");
		}
	}

	@Test
	void whoeverIsInterruptedWaitsForTheAnswerAllTheSame() {
		Thread.currentThread().interrupt();
		String answer = this.threads.<String>ask((ledger) -> "spent", LONG, (result, failure) -> this.late.add("late"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(answer).isEqualTo("spent");
	}

	@Test
	void nobodyWaitsLongerOnceClosed() throws InterruptedException {
		this.threads.close();
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask((ledger) -> whenBack(() -> "spent"), this.soon, this.tellsLate));
		assertThat(this.threads.<String>ask((ledger) -> "held", LONG, (result, failure) -> this.late.add("late")))
			.isEqualTo("held");
		this.back.countDown();
		assertThat(this.late.take()).isEqualTo("spent");
	}

	@Test
	void closingWaitsForWhatIsUnderWay() {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask((ledger) -> whenBack(() -> "spent"), this.soon, this.tellsLate));
		this.back.countDown();
		this.threads.close();
		assertThat(this.late).containsExactly("spent");
	}

	private <T> T whenBack(Supplier<T> answer) {
		this.begun.release(2);
		try {
			this.back.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		return answer.get();
	}

	private static Object fail() {
		throw new IllegalStateException("broken");
	}

}
