package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.limit.RateSettings;

/**
 * Properties of how much a provider is asked in a minute.
 */
public class RateLimitProperties {

	/**
	 * Most requests in any minute. Unlimited unless set.
	 */
	private @Nullable Long requestsPerMinute;

	/**
	 * Most tokens per minute, of requests and answers together. Unlimited unless set.
	 */
	private @Nullable Long tokensPerMinute;

	public @Nullable Long getRequestsPerMinute() {
		return this.requestsPerMinute;
	}

	public void setRequestsPerMinute(@Nullable Long requestsPerMinute) {
		this.requestsPerMinute = requestsPerMinute;
	}

	public @Nullable Long getTokensPerMinute() {
		return this.tokensPerMinute;
	}

	public void setTokensPerMinute(@Nullable Long tokensPerMinute) {
		this.tokensPerMinute = tokensPerMinute;
	}

	RateSettings toSettings() {
		return new RateSettings(this.requestsPerMinute, this.tokensPerMinute);
	}

}
