package io.github.llmfallback.limit;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Holds the requests under way to a number. Who waits is served first come, first served.
 * Safe for use by many threads; nothing here blocks.
 */
public final class ConcurrencyLimiter {

	private final int limit;

	private final Object lock = new Object();

	/** In order of arrival. While anybody waits, every permit is held. */
	private final Set<Waiter> waiting = new LinkedHashSet<>();

	private int inFlight;

	/**
	 * Creates a limiter.
	 * @param limit how many permits there are; at least 1
	 */
	public ConcurrencyLimiter(int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("'limit' is " + limit + " and must be at least 1");
		}
		this.limit = limit;
	}

	/**
	 * A limiter that only counts.
	 * @return a new limiter
	 */
	public static ConcurrencyLimiter unlimited() {
		return new ConcurrencyLimiter(Integer.MAX_VALUE);
	}

	/**
	 * Takes a permit if one is free.
	 * @return whether the caller now holds a permit and must {@link #release()} it
	 */
	public boolean tryAcquire() {
		synchronized (this.lock) {
			if (this.inFlight == this.limit) {
				return false;
			}
			this.inFlight++;
			return true;
		}
	}

	/**
	 * Takes a permit as soon as one is free.
	 * @return completes when the caller holds a permit, which it must {@link #release()}.
	 * Cancelling it, or completing it exceptionally as a timeout does, leaves the queue.
	 * When {@code cancel} returns {@code false} the permit was granted before: the caller
	 * holds it and must release it. What depends on the future runs on the thread that
	 * releases, so it has to be short or asynchronous
	 */
	public CompletableFuture<@Nullable Void> acquire() {
		Waiter waiter;
		synchronized (this.lock) {
			if (tryAcquire()) {
				return CompletableFuture.completedFuture(null);
			}
			waiter = new Waiter();
			this.waiting.add(waiter);
		}
		return waiter.leavingTheQueue(() -> leave(waiter));
	}

	/**
	 * Gives a permit back, to who has waited longest if anybody waits.
	 * @throws IllegalStateException when no permit is held
	 */
	public void release() {
		Waiter next;
		do {
			next = passOn();
		}
		while (next != null && !next.grant());
	}

	/**
	 * Whether a permit is free.
	 */
	public boolean isAvailable() {
		return inFlight() < this.limit;
	}

	/**
	 * Permits held.
	 * @return the number at this moment, never above the limit
	 */
	public int inFlight() {
		synchronized (this.lock) {
			return this.inFlight;
		}
	}

	int waiting() {
		synchronized (this.lock) {
			return this.waiting.size();
		}
	}

	/**
	 * Takes the first out of the queue, whom the permit then belongs to, or frees the
	 * permit when nobody waits.
	 */
	private @Nullable Waiter passOn() {
		synchronized (this.lock) {
			if (this.inFlight == 0) {
				throw new IllegalStateException("a permit was released that nobody holds");
			}
			if (this.waiting.isEmpty()) {
				this.inFlight--;
				return null;
			}
			Waiter first = this.waiting.iterator().next();
			this.waiting.remove(first);
			return first;
		}
	}

	private void leave(Waiter waiter) {
		synchronized (this.lock) {
			this.waiting.remove(waiter);
		}
	}

	/**
	 * Somebody in the queue. The future completes once, which decides whether the permit
	 * or the cancellation came first.
	 */
	private static final class Waiter {

		private final CompletableFuture<@Nullable Void> permit = new CompletableFuture<>();

		boolean grant() {
			return this.permit.complete(null);
		}

		CompletableFuture<@Nullable Void> leavingTheQueue(Runnable leave) {
			var unused = this.permit.whenComplete((granted, givenUp) -> leave.run());
			return this.permit;
		}

	}

}
