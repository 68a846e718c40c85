package io.github.llmfallback.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BriefLock}.
 */
class BriefLockTests {

	private static final int THREADS = 16;

	private static final int STEPS = 50_000;

	private final BriefLock lock = new BriefLock();

	private int counted;

	@Test
	void oneThreadAtATimeHoldsIt() throws Exception {
		run(() -> {
			for (int i = 0; i < STEPS; i++) {
				this.lock.lock();
				try {
					this.counted++;
				}
				finally {
					this.lock.unlock();
				}
			}
		});
		assertThat(this.counted).isEqualTo(THREADS * STEPS);
	}

	@Test
	void threadsThatTriedInVainGetItInTheEnd() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			this.lock.lock();
			Future<?> other;
			try {
				other = executor.submit(() -> {
					this.lock.lock();
					this.lock.unlock();
				});
				while (!this.lock.hasQueuedThreads()) {
					Thread.onSpinWait();
				}
				assertThat(other).isNotDone();
			}
			finally {
				this.lock.unlock();
			}
			assertThat(other).succeedsWithin(1, TimeUnit.MINUTES);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void run(Runnable task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				ends.add(executor.submit(task));
			}
			for (Future<?> end : ends) {
				end.get(1, TimeUnit.MINUTES);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}
