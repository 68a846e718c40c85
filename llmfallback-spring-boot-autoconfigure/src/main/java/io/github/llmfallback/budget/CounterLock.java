package io.github.llmfallback.budget;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Guards counters. The windows of one scope share their lock, as they are nearly always
 * needed together: taking a lock again costs next to nothing.
 */
@SuppressWarnings("serial")
final class CounterLock extends ReentrantLock {

	private final long number;

	/**
	 * Creates a lock.
	 * @param number its place in the order in which locks are taken
	 */
	CounterLock(long number) {
		this.number = number;
	}

	long number() {
		return this.number;
	}

}
