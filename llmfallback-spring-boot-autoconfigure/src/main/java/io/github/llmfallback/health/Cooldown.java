package io.github.llmfallback.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * How long a key, a model or a target is to be left alone. A later end wins over an
 * earlier one, whoever comes first. Only requests sent after the latest failure tell
 * something new: their success ends the cooldown, and only their failure makes the next
 * one longer, so a burst of requests that fail together counts as one failure.
 */
final class Cooldown {

	private final AtomicReference<@Nullable Rest> rest = new AtomicReference<>();

	private final LongSupplier nanoTime;

	private final HealthPart part;

	private final int key;

	private final int model;

	private final HealthListener listener;

	Cooldown(LongSupplier nanoTime, HealthListener listener, HealthPart part, int key, int model) {
		this.nanoTime = nanoTime;
		this.listener = listener;
		this.part = part;
		this.key = key;
		this.model = model;
	}

	boolean isActive() {
		Rest current = this.rest.get();
		return current != null && current.leftNanos(this.nanoTime.getAsLong()) > 0;
	}

	/**
	 * The nanoseconds left.
	 * @return 0 when it is over
	 */
	long leftNanos() {
		Rest current = this.rest.get();
		return (current != null) ? Math.max(0, current.leftNanos(this.nanoTime.getAsLong())) : 0;
	}

	/**
	 * The last rest since the last success, active or over.
	 */
	@Nullable Rest last() {
		return this.rest.get();
	}

	void failed(FailureKind kind, @Nullable Duration retryAfter, Duration elapsed) {
		long now = this.nanoTime.getAsLong();
		for (;;) {
			Rest current = this.rest.get();
			Rest next = Rest.after(current, kind, retryAfter, now - elapsed.toNanos(), now);
			if (next == null) {
				return;
			}
			if (this.rest.compareAndSet(current, next)) {
				if (current == null || current.leftNanos(now) <= 0) {
					this.listener.unavailable(change(kind, next.leftNanos(now)));
				}
				return;
			}
		}
	}

	void succeeded(long sentAt) {
		Rest current = this.rest.get();
		if (current != null && current.isSetBefore(sentAt)) {
			forget(current);
		}
	}

	void reset() {
		Rest current = this.rest.get();
		while (current != null && !forget(current)) {
			current = this.rest.get();
		}
	}

	private boolean forget(Rest current) {
		if (!this.rest.compareAndSet(current, null)) {
			return false;
		}
		this.listener.recovered(change(null, 0));
		return true;
	}

	private HealthChange change(@Nullable FailureKind kind, long nanos) {
		return new HealthChange(this.part, this.key, this.model, kind, Duration.ofNanos(nanos));
	}

}
