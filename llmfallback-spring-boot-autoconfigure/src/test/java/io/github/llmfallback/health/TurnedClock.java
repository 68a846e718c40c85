package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A nanosecond clock that only the test turns, and that overflows on the way.
 */
final class TurnedClock implements LongSupplier {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

	@Override
	public long getAsLong() {
		return this.nanos.get();
	}

	void turn(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	void turnSeconds(long seconds) {
		turn(Duration.ofSeconds(seconds));
	}

}
