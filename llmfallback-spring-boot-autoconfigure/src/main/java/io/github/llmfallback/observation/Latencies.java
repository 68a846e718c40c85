package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

import io.github.llmfallback.concurrent.Stripes;

/**
 * The latest latencies of a provider: the last 512 that each stripe of threads recorded.
 */
final class Latencies {

	private final Stripes<Ring> rings = new Stripes<>(Ring::new);

	void record(Duration latency) {
		this.rings.own().record(latency.toNanos());
	}

	/**
	 * Reads percentiles by the nearest-rank method.
	 * @param percentiles each within 0 and 1
	 * @return one latency in milliseconds for each, 0 when nothing was recorded
	 */
	long[] millisAt(double... percentiles) {
		long[] sorted = this.rings.all().stream().flatMapToLong(Ring::recorded).sorted().toArray();
		return Arrays.stream(percentiles).mapToLong((percentile) -> {
			int rank = (int) Math.ceil(percentile * sorted.length);
			return (sorted.length == 0) ? 0 : Duration.ofNanos(sorted[Math.max(0, rank - 1)]).toMillis();
		}).toArray();
	}

	/**
	 * The latencies of one stripe.
	 */
	private static final class Ring {

		private static final int KEPT = 512;

		private final AtomicLongArray nanos = new AtomicLongArray(KEPT);

		private final AtomicLong recorded = new AtomicLong();

		void record(long latency) {
			int slot = (int) (this.recorded.getAndIncrement() % KEPT);
			this.nanos.lazySet(slot, latency);
		}

		LongStream recorded() {
			return LongStream.range(0, Math.min(this.recorded.get(), KEPT)).map((index) -> this.nanos.get((int) index));
		}

	}

}
