package io.github.llmfallback.cache;

/**
 * What a call asks for, and with whom it may share that while it is under way.
 *
 * @param key what is asked
 * @param terms on which terms
 * @param sameTerms whether only calls on the same terms are joined; they share failures,
 * too
 */
public record SharedRequest(CacheKey key, CallTerms terms, boolean sameTerms) {

	/**
	 * A request that is shared with whoever asks the same.
	 */
	public SharedRequest(CacheKey key, CallTerms terms) {
		this(key, terms, false);
	}

	/**
	 * The request after a call on other terms has failed.
	 */
	public SharedRequest onSameTerms() {
		return new SharedRequest(this.key, this.terms, true);
	}

}
