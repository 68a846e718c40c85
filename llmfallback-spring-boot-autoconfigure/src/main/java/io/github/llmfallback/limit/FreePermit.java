package io.github.llmfallback.limit;

/**
 * The permit of a limiter without limits.
 */
enum FreePermit implements RatePermit {

	INSTANCE;

	@Override
	public void settle(long usedTokens) {
	}

	@Override
	public void release() {
	}

}
