package io.github.llmfallback.budget;

import java.time.Duration;
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

import io.github.llmfallback.testsupport.NoThreads;
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

	private static final Supplier<Patience> LONG = () -> Patience.LONGEST;

	private final LedgerThreads threads = new LedgerThreads();

	/** Of each step that has begun two permits: patience is asked for twice. */
	private final Semaphore begun = new Semaphore(0);

	private final Supplier<Patience> soon = () -> {
		this.begun.acquireUninterruptibly();
		return patience(20);
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
		assertThat(this.threads.<Object>ask(() -> "spent", LONG, this.tellsLate)).isEqualTo("spent");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.threads.ask(() -> fail(), LONG, this.tellsLate))
			.withMessage("broken");
		assertThat(this.late).isEmpty();
	}

	@Test
	void stepThatTakesLongerThanTheCallHasGoesOnWithoutIt() throws InterruptedException {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask(() -> whenBack(() -> "spent"), this.soon, this.tellsLate))
			.withMessageContaining("did not answer within the 20 ms that the call had left");
		this.back.countDown();
		assertThat(this.late.take()).isEqualTo("spent");
	}

	@Test
	void whoeverHasMoreTimeThanBeforeWaitsOn() {
		AtomicInteger looked = new AtomicInteger();
		CompletableFuture<Object> answer = CompletableFuture
			.supplyAsync(() -> this.threads.ask(() -> whenBack(() -> "spent"),
					() -> (looked.getAndIncrement() == 0) ? patience(1) : Patience.LONGEST, this.tellsLate));
		await().until(() -> looked.get() == 2);
		this.back.countDown();
		assertThat(answer).succeedsWithin(Duration.ofSeconds(4)).isEqualTo("spent");
	}

	@Test
	void whyAStepFailedIsToldLate() throws InterruptedException {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask(() -> whenBack(LedgerThreadsTests::fail), this.soon, this.tellsLate));
		this.back.countDown();
		assertThat(this.late.take()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void manyWhoAskAtOnceAreAllAnswered() throws Exception {
		ExecutorService callers = Executors.newCachedThreadPool();
		try {
			List<Future<Object>> answers = new ArrayList<>();
			for (int i = 0; i < 2_000; i++) {
				answers
					.add(callers.submit(() -> this.threads.ask(() -> whenBack(() -> "spent"), LONG, this.tellsLate)));
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
	void questionThatNobodyWaitsForAnyMoreIsNotAsked() {
		AtomicInteger asked = new AtomicInteger();
		for (int i = 0; i < 40; i++) {
			assertThatExceptionOfType(SlowLedgerException.class).isThrownBy(() -> this.threads.ask(() -> {
				asked.incrementAndGet();
				return whenBack(() -> "spent");
			}, () -> patience(1), this.tellsLate));
		}
		this.back.countDown();
		this.threads.close();
		assertThat(asked.get()).isPositive().isLessThanOrEqualTo(16);
		assertThat(this.late).hasSize(asked.get()).containsOnly("spent");
	}

	@Test
	void newsThatNobodyWaitsForAnyMoreIsTold() {
		for (int i = 0; i < 40; i++) {
			assertThatExceptionOfType(SlowLedgerException.class)
				.isThrownBy(() -> this.threads.tell(() -> whenBack(() -> "spent"), patience(1), this.tellsLate));
		}
		this.back.countDown();
		this.threads.close();
		assertThat(this.late).hasSize(40).containsOnly("spent");
	}

	@Test
	void storeIsOutOfReachWhereNoThreadCanBeStarted() {
		LedgerThreads none = new LedgerThreads(NoThreads::create);
		assertNoneAnswer(none);
		none.close();
		assertNoneAnswer(none);
		assertThat(this.late).isEmpty();
	}

	private void assertNoneAnswer(LedgerThreads none) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> none.ask(() -> "spent", LONG, this.tellsLate))
			.withMessageContaining("no thread can be started");
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> none.tell(() -> "spent", Patience.LONGEST, this.tellsLate));
	}

	@Test
	void storeThatHoldsUpAHundredThousandQuestionsIsAskedNoMore() {
		for (int i = 0; i < 16; i++) {
			askInVain(this.soon);
		}
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> {
			for (int i = 0; i < 100_001; i++) {
				askInVain(() -> patience(0));
			}
		}).withMessageContaining("has not answered 100000 earlier questions");
	}

	private void askInVain(Supplier<Patience> patience) {
		try {
			this.threads.ask(() -> whenBack(() -> "spent"), patience, this.tellsLate);
		}
		catch (SlowLedgerException ex) {
			assertThat(ex).hasMessageContaining("did not answer within");
		}
	}

	@Test
	void whoeverIsInterruptedWaitsForTheAnswerAllTheSame() {
		Thread.currentThread().interrupt();
		String answer = this.threads.<String>ask(() -> "spent", LONG, (result, failure) -> this.late.add("late"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(answer).isEqualTo("spent");
	}

	@Test
	void nobodyWaitsLongerOnceClosed() throws InterruptedException {
		this.threads.close();
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask(() -> whenBack(() -> "spent"), this.soon, this.tellsLate));
		assertThat(this.threads.<String>ask(() -> "held", LONG, (result, failure) -> this.late.add("late")))
			.isEqualTo("held");
		this.back.countDown();
		assertThat(this.late.take()).isEqualTo("spent");
	}

	@Test
	void closingWaitsForWhatIsUnderWay() {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.threads.ask(() -> whenBack(() -> "spent"), this.soon, this.tellsLate));
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

	private static Patience patience(long millis) {
		return new Patience(Duration.ofMillis(millis));
	}

	private static Object fail() {
		throw new IllegalStateException("broken");
	}

}
