package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptThreadsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Test
	void attemptsRunAtOnceOnThreadsThatKeepNoJvmAlive() throws Exception {
		ExecutorService threads = AttemptThreads.create();
		CountDownLatch together = new CountDownLatch(100);
		Future<?> last = null;
		for (int i = 0; i < 100; i++) {
			last = threads.submit(() -> {
				together.countDown();
				assertThat(together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				assertThat(Thread.currentThread().isDaemon()).isTrue();
				assertThat(Thread.currentThread()).as("not virtual").isExactlyInstanceOf(Thread.class);
				assertThat(Thread.currentThread().getName()).startsWith("llm-fallback-");
				return null;
			});
		}
		assertThat(last).isNotNull();
		last.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		threads.shutdown();
		assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void attemptsUnderWayOutliveTheShutdown() throws Exception {
		ExecutorService threads = AttemptThreads.create();
		CountDownLatch released = new CountDownLatch(1);
		Future<Boolean> attempt = threads.submit(() -> released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
		threads.shutdown();
		released.countDown();
		assertThat(attempt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

}
