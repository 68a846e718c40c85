package io.github.llmfallback.health;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time since its creation, as the instants of a clock that started in 1970. It never
 * jumps, whatever happens to the machine's calendar.
 */
final class ElapsedClock extends Clock {

	private final LongSupplier nanoTime;

	private final long start;

	ElapsedClock(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochSecond(0, this.nanoTime.getAsLong() - this.start);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
