package io.github.llmfallback.budget;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for nanoseconds: who finds it taken tries again for a moment before
 * going to sleep, which would take a thousand times as long.
 */
@SuppressWarnings("serial")
final class BriefLock extends ReentrantLock {

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
