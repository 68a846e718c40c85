package io.github.llmfallback.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.attempt.CallSummary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentCalls}.
 */
class RecentCallsTests {

	private final RecentCalls recentCalls = new RecentCalls();

	@Test
	void nothingIsRememberedBeforeTheFirstCall() {
		assertThat(this.recentCalls.latest()).isEmpty();
	}

	@Test
	void newestComesFirst() {
		finish("a");
		finish("b");
		finish("c");
		assertThat(ids()).containsExactly("c", "b", "a");
	}

	@Test
	void onlyFiftyAreRemembered() {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 123; i++) {
			finish("call" + i);
			if (i >= 73) {
				expected.add(0, "call" + i);
			}
		}
		assertThat(ids()).hasSize(50).isEqualTo(expected);
	}

	@Test
	void manyThreadsFinishCallsAtOnce() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				String name = "thread" + thread + "-";
				running.add(executor.submit(() -> {
					for (int i = 0; i < 5_000; i++) {
						finish(name + i);
						assertThat(this.recentCalls.latest()).hasSizeLessThanOrEqualTo(50).doesNotContainNull();
					}
				}));
			}
			for (Future<?> thread : running) {
				thread.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(ids()).hasSize(50).doesNotHaveDuplicates();
	}

	private void finish(String id) {
		this.recentCalls.callFinished(
				new CallSummary(id, Instant.EPOCH, Duration.ZERO, List.of(), CallSummary.Ending.EXHAUSTED, null));
	}

	private List<String> ids() {
		return this.recentCalls.latest().stream().map(CallSummary::callId).toList();
	}

}
