package io.github.llmfallback.attempt;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries from becoming a storm: every call pays in a fraction of a retry, every
 * retry takes out a whole one. When most calls fail, retries therefore stay a fixed share
 * of the calls. A small reserve lets an application with little traffic retry at all, and
 * the balance is bounded so that only recent calls count.
 */
public final class RetryBudget {

	private static final long RETRY = 1_000;

	private static final long RESERVE = 10 * RETRY;

	private static final long MOST = 100 * RETRY;

	private final long share;

	private final AtomicLong balance;

	/**
	 * Creates a budget.
	 * @param ratio retries per call, from 0 (no retries at all) to 1
	 */
	public RetryBudget(double ratio) {
		if (ratio < 0 || ratio > 1) {
			throw new IllegalArgumentException("the retry budget is " + ratio + " and must be from 0 to 1");
		}
		this.share = Math.round(ratio * RETRY);
		this.balance = new AtomicLong((this.share > 0) ? RESERVE : 0);
	}

	void payIn() {
		if (this.share > 0 && this.balance.get() < MOST) {
			this.balance.addAndGet(this.share);
		}
	}

	boolean tryTakeOut() {
		for (;;) {
			long current = this.balance.get();
			if (current < RETRY) {
				return false;
			}
			if (this.balance.compareAndSet(current, current - RETRY)) {
				return true;
			}
		}
	}

}
