package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The latest latencies of a provider, a bounded number of them.
 */
final class Latencies {

	private static final int KEPT = 512;

	private final AtomicLongArray nanos = new AtomicLongArray(KEPT);

	private final AtomicLong recorded = new AtomicLong();

	void record(Duration latency) {
		int slot = (int) (this.recorded.getAndIncrement() % KEPT);
		this.nanos.set(slot, latency.toNanos());
	}

	/**
	 * Reads percentiles by the nearest-rank method.
	 * @param percentiles each within 0 and 1
	 * @return one latency in milliseconds for each, 0 when nothing was recorded
	 */
	long[] millisAt(double... percentiles) {
		int count = (int) Math.min(this.recorded.get(), KEPT);
		long[] sorted = new long[count];
		Arrays.setAll(sorted, this.nanos::get);
		Arrays.sort(sorted);
		return Arrays.stream(percentiles).mapToLong((percentile) -> {
			int rank = (int) Math.ceil(percentile * count);
			return (count == 0) ? 0 : Duration.ofNanos(sorted[Math.max(0, rank - 1)]).toMillis();
		}).toArray();
	}

}
