package io.github.llmfallback.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A nanosecond clock that only the test turns. It overflows after a second, as any
 * nanosecond clock may.
 */
final class TurnedClock implements LongSupplier {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

	@Override
	public long getAsLong() {
		return this.nanos.get();
	}

	void turn(Duration duration) {
		turn(duration.toNanos());
	}

	void turn(long byNanos) {
		this.nanos.addAndGet(byNanos);
	}

}
