package io.github.llmfallback.observation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.failure.FailureKind;

/**
 * Counts what happened at one provider since the start.
 */
public final class ProviderStatistics {

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final Map<FailureKind, LongAdder> failures;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final Latencies latencies = new Latencies();

	ProviderStatistics() {
		Map<FailureKind, LongAdder> counters = new EnumMap<>(FailureKind.class);
		for (FailureKind kind : FailureKind.values()) {
			counters.put(kind, new LongAdder());
		}
		this.failures = Collections.unmodifiableMap(counters);
	}

	void started() {
		this.inFlight.incrementAndGet();
	}

	void finished(Attempt attempt) {
		if (attempt.outcome() instanceof Outcome.Skipped) {
			this.skipped.increment();
			return;
		}
		this.inFlight.decrementAndGet();
		if (attempt.outcome() instanceof Outcome.Failed failed) {
			counter(failed.failure().kind()).increment();
		}
		else {
			this.succeeded.increment();
			this.latencies.record(attempt.elapsed());
		}
	}

	private LongAdder counter(FailureKind kind) {
		LongAdder counter = this.failures.get(kind);
		if (counter == null) {
			throw new IllegalArgumentException("unknown failure kind " + kind);
		}
		return counter;
	}

	/**
	 * Attempts that answered.
	 * @return a count since the start
	 */
	public long succeeded() {
		return this.succeeded.sum();
	}

	/**
	 * How often the provider was passed over without being asked.
	 * @return a count since the start
	 */
	public long skipped() {
		return this.skipped.sum();
	}

	/**
	 * Attempts that failed, by kind; kinds that never happened are left out.
	 * @return counts since the start
	 */
	public Map<FailureKind, Long> failures() {
		Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
		this.failures.forEach((kind, counter) -> {
			if (counter.sum() > 0) {
				counts.put(kind, counter.sum());
			}
		});
		return counts;
	}

	/**
	 * Attempts under way.
	 * @return the number at this moment
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * How long the latest 512 answers took.
	 * @param percentiles each within 0 and 1, 0.95 for p95
	 * @return milliseconds, one for each percentile; 0 before the first answer
	 */
	public long[] latencyMillis(double... percentiles) {
		return this.latencies.millisAt(percentiles);
	}

}
