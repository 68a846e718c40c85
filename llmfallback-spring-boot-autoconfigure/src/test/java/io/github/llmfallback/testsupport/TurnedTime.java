package io.github.llmfallback.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A time that only the test turns: a nanosecond clock that overflows on the way, and the
 * calendar that goes with it.
 */
public final class TurnedTime implements LongSupplier, InstantSource {

	public static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

	private static final long FIRST = Long.MAX_VALUE - 5_000_000_000L;

	private final AtomicLong nanos = new AtomicLong(FIRST);

	@Override
	public long getAsLong() {
		return this.nanos.get();
	}

	@Override
	public Instant instant() {
		return START.plusNanos(this.nanos.get() - FIRST);
	}

	public void turn(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	public void turnSeconds(long seconds) {
		turn(Duration.ofSeconds(seconds));
	}

}
