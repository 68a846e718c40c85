package io.github.llmfallback.failure;

/**
 * What went wrong with an attempt or a call. The list is closed: every exception and
 * every answer that is not one falls into exactly one kind, and the kind alone decides
 * what follows.
 */
public enum FailureKind {

	/** The key is wrong, revoked or not allowed: 401, or 403 with a key problem. */
	AUTHENTICATION(false),

	/**
	 * Too many requests or tokens for now: 429, or a rate limit hidden in other codes.
	 */
	RATE_LIMITED(true),

	/** The account's credit or quota is used up: 402, {@code insufficient_quota}. */
	QUOTA_EXHAUSTED(false),

	/** The provider does not know the model, or the key may not use it: 404. */
	MODEL_NOT_FOUND(false),

	/** The request does not fit the model's context window. */
	CONTEXT_LENGTH_EXCEEDED(false),

	/** The provider refused the content of the question or of the answer. */
	CONTENT_FILTERED(false),

	/** The request itself is wrong and would be wrong everywhere: other 400, 413, 422. */
	INVALID_REQUEST(false),

	/** No answer in time: attempt, first token or idle timeout, 408, 504. */
	TIMEOUT(true),

	/** The provider could not be reached: refused, reset, DNS, TLS. */
	CONNECTION(true),

	/** The provider failed: 500, 502 and other 5xx. */
	SERVER_ERROR(true),

	/** The provider has no capacity: 503, 529, {@code overloaded}. */
	OVERLOADED(true),

	/** The answer holds no text, no tool call and no refusal. */
	EMPTY_RESPONSE(true),

	/** The answer cannot be read, lacks choices or breaks the requested schema. */
	MALFORMED_RESPONSE(true),

	/** A stream ended without a finish reason. */
	TRUNCATED(true),

	/** Anything else. */
	UNKNOWN(false),

	/** The caller gave up. */
	CANCELLED(false),

	/** Every budget that could pay for the call is spent. */
	BUDGET_EXCEEDED(false);

	private final boolean retryable;

	FailureKind(boolean retryable) {
		this.retryable = retryable;
	}

	/**
	 * Whether the very same request may succeed when it is sent again later.
	 * @return {@code true} when nothing about the request or the account has to change
	 * first
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

}
