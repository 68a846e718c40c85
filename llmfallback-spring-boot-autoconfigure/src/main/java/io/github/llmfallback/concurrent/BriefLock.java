package io.github.llmfallback.concurrent;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for nanoseconds. Who finds it taken tries again for a moment before
 * going to sleep, as waking up takes a hundred times as long.
 */
@SuppressWarnings("serial")
public final class BriefLock extends ReentrantLock {

	private static final int TRIES = 200;

	@Override
	public void lock() {
		for (int i = 0; i < TRIES; i++) {
			if (!isLocked() && tryLock()) {
				return;
			}
			Thread.onSpinWait();
		}
		super.lock();
	}

}
