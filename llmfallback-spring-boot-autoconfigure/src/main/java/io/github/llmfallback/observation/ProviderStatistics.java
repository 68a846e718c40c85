package io.github.llmfallback.observation;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.routing.Pace;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happened at one provider since the start.
 */
public final class ProviderStatistics {

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final Map<FailureKind, LongAdder> failures = new ConcurrentHashMap<>();

	private final LongAdder inFlight = new LongAdder();

	private final Latencies latencies = new Latencies();

	/** Nobody pays for what nobody asks for. */
	private volatile @Nullable AnswerPace pace;

	private final LongSupplier nanoTime;

	ProviderStatistics(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void started() {
		this.inFlight.increment();
	}

	void finished(Attempt attempt) {
		if (!attempt.isAsked()) {
			this.skipped.increment();
			return;
		}
		this.inFlight.decrement();
		if (attempt.outcome() instanceof Outcome.Failed failed) {
			this.failures.computeIfAbsent(failed.failure().kind(), (kind) -> new LongAdder()).increment();
		}
		else {
			this.succeeded.increment();
			this.latencies.record(attempt.elapsed());
			record(attempt);
		}
	}

	private void record(Attempt answered) {
		AnswerPace pace = this.pace;
		if (pace != null) {
			long outputTokens = (answered.usage() != null) ? answered.usage().outputTokens() : 0;
			pace.record(answered.elapsed(), outputTokens, this.nanoTime.getAsLong());
		}
	}

	/**
	 * How fast the provider answers, judged by its answers since this was first asked.
	 * @return the same pace each time
	 */
	Pace pace() {
		AnswerPace known = this.pace;
		return (known != null) ? known : newPace();
	}

	private synchronized Pace newPace() {
		AnswerPace pace = this.pace;
		if (pace == null) {
			pace = new AnswerPace();
			this.pace = pace;
		}
		return pace;
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
		this.failures.forEach((kind, counter) -> counts.put(kind, counter.sum()));
		return counts;
	}

	/**
	 * Attempts under way.
	 * @return the number at this moment
	 */
	public int inFlight() {
		return Math.max(0, this.inFlight.intValue());
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
