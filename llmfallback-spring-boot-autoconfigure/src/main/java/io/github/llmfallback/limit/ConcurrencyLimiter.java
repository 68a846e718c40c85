package io.github.llmfallback.limit;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Holds the requests under way to a number. Who waits is served first come, first served.
 * Safe for use by many threads; nothing here blocks, and while nobody waits a permit is
 * taken and given back without a lock.
 */
public final class ConcurrencyLimiter {

	/** What one who waits adds to the state; what one in flight adds is 1. */
	private static final long WAITER = 1L << 32;

	private final int limit;

	/**
	 * How many wait and how many are in flight, together, so that a permit cannot be
	 * freed while somebody begins to wait for it. While anybody waits, every permit is
	 * held.
	 */
	private final AtomicLong state = new AtomicLong();

	/** In order of arrival. The number of waiters changes with its lock held. */
	private final Set<Waiter> waiting = new LinkedHashSet<>();

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
		for (;;) {
			long current = this.state.get();
			if (inFlight(current) == this.limit) {
				return false;
			}
			if (this.state.compareAndSet(current, current + 1)) {
				return true;
			}
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
		Waiter waiter = new Waiter();
		synchronized (this.waiting) {
			if (!tryToWait()) {
				return CompletableFuture.completedFuture(null);
			}
			this.waiting.add(waiter);
		}
		return waiter.leavingTheQueue(() -> leave(waiter));
	}

	/**
	 * Waits unless a permit is free, which is then taken.
	 * @return whether the caller has to wait
	 */
	private boolean tryToWait() {
		for (;;) {
			long current = this.state.get();
			boolean full = inFlight(current) == this.limit;
			if (this.state.compareAndSet(current, current + (full ? WAITER : 1))) {
				return full;
			}
		}
	}

	/**
	 * Gives a permit back, to who has waited longest if anybody waits.
	 * @throws IllegalStateException when no permit is held
	 */
	public void release() {
		while (!tryFree()) {
			Waiter next = first();
			if (next != null && next.grant()) {
				return;
			}
		}
	}

	/**
	 * Frees a permit unless somebody waits for it.
	 */
	private boolean tryFree() {
		for (;;) {
			long current = this.state.get();
			if (inFlight(current) == 0) {
				throw new IllegalStateException("a permit was released that nobody holds");
			}
			if (current >= WAITER) {
				return false;
			}
			if (this.state.compareAndSet(current, current - 1)) {
				return true;
			}
		}
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
		return inFlight(this.state.get());
	}

	int waiting() {
		synchronized (this.waiting) {
			return this.waiting.size();
		}
	}

	private static int inFlight(long state) {
		return (int) state;
	}

	/**
	 * Takes who has waited longest out of the queue.
	 */
	private @Nullable Waiter first() {
		synchronized (this.waiting) {
			if (this.waiting.isEmpty()) {
				return null;
			}
			Waiter first = this.waiting.iterator().next();
			leave(first);
			return first;
		}
	}

	private void leave(Waiter waiter) {
		synchronized (this.waiting) {
			if (this.waiting.remove(waiter)) {
				this.state.addAndGet(-WAITER);
			}
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
