package io.github.llmfallback.limit;

/**
 * The right to send one request, from {@link RateLimiter#tryAcquire(long)}. It ends in
 * exactly one way: whatever is called first counts, and every later call does nothing.
 */
public sealed interface RatePermit permits AcquiredPermit, FreePermit {

	/**
	 * The request was sent: tokens acquired but not used are given back, tokens used but
	 * not acquired are taken.
	 * @param usedTokens the tokens of the request and its answer; not negative
	 */
	void settle(long usedTokens);

	/**
	 * Nothing was sent: the limiter forgets the request and its tokens.
	 */
	void release();

}
