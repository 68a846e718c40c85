package io.github.llmfallback.observation;

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.budget.AuditEntry;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;

/**
 * Writes down every attempt that was charged.
 */
public final class AuditTrail implements CallListener {

	private final AuditLog log;

	private final InstantSource clock;

	/**
	 * Creates the trail.
	 * @param log takes the entries
	 * @param clock tells when they were made
	 */
	public AuditTrail(AuditLog log, InstantSource clock) {
		this.log = log;
		this.clock = clock;
	}

	@Override
	public void callFinished(CallSummary summary) {
		for (Attempt attempt : summary.attempts()) {
			Long cost = attempt.cost();
			if (cost != null && cost > 0) {
				this.log.record(entry(summary, attempt, cost));
			}
		}
	}

	private AuditEntry entry(CallSummary call, Attempt attempt, long cost) {
		Target target = attempt.target();
		TokenUsage usage = attempt.usage();
		return new AuditEntry(this.clock.instant(), call.callId(), target.provider().name(), target.model().name(),
				target.key().alias(), (usage != null) ? usage.allInputTokens() : null, cached(usage),
				(usage != null) ? usage.outputTokens() : null, cost, attempt.estimated(), attempt.outcome().name(),
				call.tags());
	}

	private static @Nullable Long cached(@Nullable TokenUsage usage) {
		return (usage != null) ? usage.cachedInputTokens() : null;
	}

}
