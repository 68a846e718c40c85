package io.github.llmfallback.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.health.Admittance;
import io.github.llmfallback.limit.RatePermit;
import io.github.llmfallback.pricing.TokenUsage;

/**
 * What one attempt holds while it is under way. Ended exactly once, by the one thread
 * that ends the attempt.
 */
public final class Admission implements Entry {

	private final TargetGate gate;

	private final Admittance admittance;

	private final RatePermit rate;

	private final long tokens;

	Admission(TargetGate gate, Admittance admittance, RatePermit rate, long tokens) {
		this.gate = gate;
		this.admittance = admittance;
		this.rate = rate;
		this.tokens = tokens;
	}

	/**
	 * The attempt was answered.
	 * @param elapsed how long it took
	 * @param usage the tokens reported; {@code null} when none were
	 */
	public void succeeded(Duration elapsed, @Nullable TokenUsage usage) {
		try {
			this.gate.health().succeeded(this.admittance, elapsed);
		}
		finally {
			leave((usage != null) ? usage.allInputTokens() + usage.outputTokens() : this.tokens);
		}
	}

	/**
	 * The attempt failed.
	 * @param failure how
	 * @param elapsed how long it took
	 * @param usage the tokens reported; {@code null} when none were
	 * @param counts {@code false} when the call has counted against the provider before
	 * @return whether the failure is one that counts against the provider
	 */
	public boolean failed(Failure failure, Duration elapsed, @Nullable TokenUsage usage, boolean counts) {
		try {
			return this.gate.health().failed(this.admittance, failure.kind(), failure.retryAfter(), elapsed, counts);
		}
		finally {
			leave((usage != null) ? usage.allInputTokens() + usage.outputTokens() : 0);
		}
	}

	/**
	 * The attempt is not made after all, and holds no place yet.
	 */
	void withdraw() {
		this.gate.health().released(this.admittance);
		this.rate.release();
	}

	private void leave(long usedTokens) {
		this.rate.settle(usedTokens);
		this.gate.provider().giveBackPlace();
	}

}
