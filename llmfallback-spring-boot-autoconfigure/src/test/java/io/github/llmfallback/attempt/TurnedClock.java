package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A nanosecond clock that only the test turns.
 */
final class TurnedClock implements LongSupplier {

	private long nanos = Long.MAX_VALUE - 1_000_000_000;

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	void turn(Duration duration) {
		this.nanos += duration.toNanos();
	}

	void turnTo(long nanos) {
		this.nanos = nanos;
	}

}
