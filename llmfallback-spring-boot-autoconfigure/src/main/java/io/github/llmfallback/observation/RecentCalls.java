package io.github.llmfallback.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;

/**
 * Remembers the latest calls, a bounded number of them.
 */
public final class RecentCalls implements CallListener {

	private static final int KEPT = 50;

	private final AtomicReferenceArray<CallSummary> ring = new AtomicReferenceArray<>(KEPT);

	private final AtomicLong finished = new AtomicLong();

	@Override
	public void callFinished(CallSummary summary) {
		int slot = (int) (this.finished.getAndIncrement() % KEPT);
		this.ring.set(slot, summary);
	}

	/**
	 * The latest 50 calls.
	 * @return summaries, newest first
	 */
	public List<CallSummary> latest() {
		long end = this.finished.get();
		List<CallSummary> latest = new ArrayList<>(KEPT);
		for (long i = end - 1; i >= Math.max(0, end - KEPT); i--) {
			CallSummary summary = this.ring.get((int) (i % KEPT));
			if (summary != null) {
				latest.add(summary);
			}
		}
		return latest;
	}

}
