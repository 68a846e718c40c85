package io.github.llmfallback.observation;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Something that is costly to read, read at most once a second. Many gauges share one, so
 * that a scrape reads once.
 */
final class Snapshot<T> implements Supplier<T> {

	private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Supplier<T> source;

	private final LongSupplier nanoTime;

	private @Nullable T latest;

	private long readAt;

	Snapshot(Supplier<T> source, LongSupplier nanoTime) {
		this.source = source;
		this.nanoTime = nanoTime;
	}

	@Override
	public synchronized T get() {
		long now = this.nanoTime.getAsLong();
		T value = this.latest;
		if (value == null || now - this.readAt >= MAX_AGE_NANOS) {
			value = this.source.get();
			this.latest = value;
			this.readAt = this.nanoTime.getAsLong();
		}
		return value;
	}

}
