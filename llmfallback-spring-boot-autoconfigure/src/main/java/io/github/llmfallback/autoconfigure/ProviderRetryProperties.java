package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.provider.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * Properties of asking the targets of one provider again. What is not set is as for every
 * provider.
 */
public class ProviderRetryProperties {

	/**
	 * How often a target of the provider is asked again after its first failure.
	 */
	private @Nullable Integer maxRetries;

	/**
	 * Longest pause before the first retry at the provider.
	 */
	private @Nullable Duration delay;

	public @Nullable Integer getMaxRetries() {
		return this.maxRetries;
	}

	public void setMaxRetries(@Nullable Integer maxRetries) {
		this.maxRetries = maxRetries;
	}

	public @Nullable Duration getDelay() {
		return this.delay;
	}

	public void setDelay(@Nullable Duration delay) {
		this.delay = delay;
	}

	/**
	 * The provider's settings.
	 * @param common those of every provider
	 * @return the settings, or {@code null} when nothing differs
	 */
	@Nullable RetrySettings toSettings(RetryProperties common) {
		if (this.maxRetries == null && this.delay == null) {
			return null;
		}
		Duration first = (this.delay != null) ? this.delay : common.getDelay();
		Duration longest = (common.getMaxDelay().compareTo(first) < 0) ? first : common.getMaxDelay();
		return new RetrySettings((this.maxRetries != null) ? this.maxRetries : common.getMaxRetries(), first,
				common.getMultiplier(), longest, common.getJitter());
	}

}
