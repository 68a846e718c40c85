package io.github.llmfallback.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.health.Admittance;
import io.github.llmfallback.health.TargetHealth;
import io.github.llmfallback.limit.RatePermit;
import io.github.llmfallback.pricing.TokenUsage;

/**
 * What health and rates have granted one attempt.
 *
 * @param health of the target
 * @param admittance how it let the attempt in
 * @param rate the request and its tokens
 * @param tokens how many tokens were taken
 */
record Permits(TargetHealth health, Admittance admittance, RatePermit rate, long tokens) implements Entry {

	/**
	 * Whether the attempt shows if the target is well, which is in doubt.
	 */
	boolean isTrial() {
		return this.admittance != Admittance.READY;
	}

	/**
	 * The answer has begun.
	 * @return what the attempt holds from now on
	 */
	Permits answered() {
		return new Permits(this.health, this.health.answered(this.admittance), this.rate, this.tokens);
	}

	void succeeded(Duration elapsed, long now, @Nullable TokenUsage usage) {
		this.health.succeeded(this.admittance, elapsed, now);
		this.rate.settle((usage != null) ? tokens(usage) : this.tokens);
	}

	/**
	 * The attempt failed.
	 * @param usedTokens what the provider counts of it, as far as anybody knows
	 */
	boolean failed(Failure failure, Duration elapsed, long usedTokens, boolean counts) {
		this.rate.settle(usedTokens);
		return this.health.failed(this.admittance, failure.kind(), failure.retryAfter(), elapsed, counts);
	}

	/**
	 * The attempt is not made after all.
	 */
	void withdraw() {
		this.health.released(this.admittance);
		this.rate.release();
	}

	static long tokens(TokenUsage usage) {
		return usage.allInputTokens() + usage.outputTokens();
	}

}
