package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.cache.CacheSettings;
import org.jspecify.annotations.Nullable;

/**
 * Properties of the cache of answers.
 */
public class CacheProperties {

	/**
	 * Whether identical requests are answered from memory.
	 */
	private boolean enabled;

	/**
	 * How long an answer is given out, counted from its arrival.
	 */
	private Duration ttl = CacheSettings.DEFAULT.ttl();

	/**
	 * How many answers are kept.
	 */
	private long maximumSize = CacheSettings.DEFAULT.maximumSize();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Duration getTtl() {
		return this.ttl;
	}

	public void setTtl(Duration ttl) {
		this.ttl = ttl;
	}

	public long getMaximumSize() {
		return this.maximumSize;
	}

	public void setMaximumSize(long maximumSize) {
		this.maximumSize = maximumSize;
	}

	@Nullable CacheSettings toSettings() {
		return this.enabled ? new CacheSettings(this.ttl, this.maximumSize) : null;
	}

}
