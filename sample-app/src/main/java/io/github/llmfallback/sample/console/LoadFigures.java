package io.github.llmfallback.sample.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of the load. Thread-safe.
 */
final class LoadFigures {

	private final List<Long> latest = new ArrayList<>();

	private long answered;

	private long failed;

	private long heldBack;

	private int inFlight;

	synchronized void heldBack() {
		this.heldBack++;
	}

	synchronized void started() {
		this.inFlight++;
	}

	synchronized void ended(boolean answered, long elapsedMs) {
		this.inFlight--;
		this.latest.add(elapsedMs);
		if (answered) {
			this.answered++;
		}
		else {
			this.failed++;
		}
	}

	/**
	 * What happened so far. What ended since the report before counts for p95.
	 */
	synchronized LoadReport report(int callsPerSecond) {
		LoadReport report = new LoadReport(callsPerSecond, this.answered, this.failed, this.heldBack, this.inFlight,
				p95());
		this.latest.clear();
		return report;
	}

	private @Nullable Long p95() {
		if (this.latest.isEmpty()) {
			return null;
		}
		Collections.sort(this.latest);
		return this.latest.get((this.latest.size() * 95 + 99) / 100 - 1);
	}

}
