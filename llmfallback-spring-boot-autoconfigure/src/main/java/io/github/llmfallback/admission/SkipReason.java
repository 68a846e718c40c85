package io.github.llmfallback.admission;

/**
 * Why a target was not asked. A skip is no attempt and costs nothing.
 */
public enum SkipReason {

	/** The provider is switched off. */
	DISABLED(true),

	/** The provider failed too often lately. */
	CIRCUIT_OPEN(true),

	/** The key, the model or both together are left alone for a while. */
	COOLING_DOWN(false),

	/** The provider's requests or tokens per minute are used up. */
	RATE_LIMIT(true),

	/** As many attempts as the provider may serve at once are under way. */
	CONCURRENCY(true),

	/** The attempt might cost more than a budget has left. */
	OVER_BUDGET(false),

	/** The request is larger than the model's context window. */
	CONTEXT_WINDOW(false);

	private final boolean ofProvider;

	SkipReason(boolean ofProvider) {
		this.ofProvider = ofProvider;
	}

	/**
	 * Whether every target of the provider would refuse for the same reason.
	 * @return {@code false} when another key or model may let the call in
	 */
	public boolean isOfProvider() {
		return this.ofProvider;
	}

	/**
	 * Whether the provider has no room for another request, well as it may be.
	 */
	public boolean isLimit() {
		return this == RATE_LIMIT || this == CONCURRENCY;
	}

}
