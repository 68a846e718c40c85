package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * One time of being left alone. Times are readings of the same nanosecond clock, which
 * may overflow.
 *
 * @param setAt when the latest failure came
 * @param until when it ends
 * @param failures how many failures in a row, at least 1
 * @param kind the latest failure
 */
record Rest(long setAt, long until, int failures, FailureKind kind) {

	/**
	 * The rest that follows a failure.
	 * @param before the rest so far
	 * @param sentAt when the failed request was sent
	 * @return {@code null} when the failure asks for none
	 */
	static @Nullable Rest after(@Nullable Rest before, FailureKind kind, @Nullable Duration retryAfter, long sentAt,
			long now) {
		int failuresBefore = (before != null) ? before.failuresBefore(sentAt) : 0;
		long nanos = Consequence.of(kind).restNanos(failuresBefore, retryAfter);
		if (nanos == 0) {
			return null;
		}
		if (before == null) {
			return new Rest(now, now + nanos, 1, kind);
		}
		return new Rest(later(before.setAt, now), later(before.until, now + nanos), failuresBefore + 1, kind);
	}

	/**
	 * The one that was set later.
	 */
	static @Nullable Rest latest(@Nullable Rest one, @Nullable Rest other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isSetBefore(other.setAt) ? other : one;
	}

	/**
	 * How much is left, in nanoseconds.
	 * @return 0 or negative when it is over
	 */
	long leftNanos(long now) {
		return this.until - now;
	}

	boolean isSetBefore(long time) {
		return time - this.setAt > 0;
	}

	private int failuresBefore(long sentAt) {
		return (sentAt - this.setAt >= 0) ? this.failures : this.failures - 1;
	}

	private static long later(long one, long other) {
		return (one - other > 0) ? one : other;
	}

}
