package io.github.llmfallback.limit;

/**
 * A permit that its limiter remembers.
 */
final class AcquiredPermit implements RatePermit {

	private final RateLimiter limiter;

	private final long admittedNanos;

	private final long tokens;

	/** Read and written by the limiter under its lock. */
	private boolean ended;

	AcquiredPermit(RateLimiter limiter, long admittedNanos, long tokens) {
		this.limiter = limiter;
		this.admittedNanos = admittedNanos;
		this.tokens = tokens;
	}

	@Override
	public void settle(long usedTokens) {
		this.limiter.settle(this, usedTokens);
	}

	@Override
	public void release() {
		this.limiter.release(this);
	}

	boolean end() {
		boolean first = !this.ended;
		this.ended = true;
		return first;
	}

	long admittedNanos() {
		return this.admittedNanos;
	}

	long tokens() {
		return this.tokens;
	}

}
