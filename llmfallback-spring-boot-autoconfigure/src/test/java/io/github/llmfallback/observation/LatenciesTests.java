package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void nothingRecordedIsZero() {
		assertThat(this.latencies.millisAt(0.5, 0.95)).containsExactly(0, 0);
	}

	@Test
	void onlyOneIsEveryPercentile() {
		this.latencies.record(Duration.ofMillis(7));
		assertThat(this.latencies.millisAt(0, 0.5, 0.95, 1)).containsExactly(7, 7, 7, 7);
	}

	@Test
	void percentilesAreNearestRanksInWhateverOrderTheyCame() {
		List<Integer> values = new ArrayList<>();
		for (int count = 1; count <= 512; count++) {
			values.add(count);
			Latencies counted = new Latencies();
			List<Integer> shuffled = new ArrayList<>(values);
			Collections.shuffle(shuffled, new Random(count));
			shuffled.forEach((value) -> counted.record(Duration.ofMillis(value)));
			long median = (count + 1) / 2;
			long p95 = (count * 95L + 99) / 100;
			assertThat(counted.millisAt(0.5, 0.95, 1)).as("%d latencies", count).containsExactly(median, p95, count);
		}
	}

	@Test
	void onlyTheLatestCount() {
		for (int i = 0; i < 600; i++) {
			this.latencies.record(Duration.ofHours(1));
		}
		for (int i = 0; i < 512; i++) {
			this.latencies.record(Duration.ofMillis(3));
		}
		assertThat(this.latencies.millisAt(0, 1)).containsExactly(3, 3);
	}

	@Test
	void manyThreadsRecordAtOnce() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				running.add(executor.submit(() -> {
					for (int i = 0; i < 10_000; i++) {
						this.latencies.record(Duration.ofMillis(1 + i % 9));
						if (i % 100 == 0) {
							if (i % 100 == 0) {
								assertThat(this.latencies.millisAt(1)[0]).isBetween(0L, 9L);
							}
						}
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
		assertThat(this.latencies.millisAt(0, 0.5, 1)).satisfies((millis) -> {
			assertThat(millis[0]).isEqualTo(1);
			assertThat(millis[1]).isBetween(4L, 6L);
			assertThat(millis[2]).isEqualTo(9);
		});
	}

}
