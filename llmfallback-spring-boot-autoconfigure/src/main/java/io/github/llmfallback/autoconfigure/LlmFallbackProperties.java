package io.github.llmfallback.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.routing.RoutingStrategies;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties of LLM Fallback.
 */
@ConfigurationProperties(LlmFallbackProperties.PREFIX)
public class LlmFallbackProperties {

	static final String PREFIX = "llm.fallback";

	/**
	 * Whether calls fall back at all.
	 */
	private boolean enabled = true;

	/**
	 * Whether code that injects a ChatModel or a ChatClient.Builder gets the one that
	 * falls back.
	 */
	private boolean primary = true;

	/**
	 * In which order providers are asked: smart, cost-optimized, quality-optimized,
	 * round-robin, declared-order, fail-fast or the name of a RoutingStrategy bean.
	 */
	private String strategy = RoutingStrategies.DEFAULT;

	/**
	 * How many providers one call may try. Keys and models within a provider do not
	 * count.
	 */
	private int maxAttempts = 3;

	private final Defaults defaults = new Defaults();

	/**
	 * Who can answer, by name. Without any, every ChatModel bean becomes a provider.
	 */
	private Map<String, ProviderProperties> providers = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public boolean isPrimary() {
		return this.primary;
	}

	public void setPrimary(boolean primary) {
		this.primary = primary;
	}

	public String getStrategy() {
		return this.strategy;
	}

	public void setStrategy(String strategy) {
		this.strategy = strategy;
	}

	public int getMaxAttempts() {
		return this.maxAttempts;
	}

	public void setMaxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	public Defaults getDefaults() {
		return this.defaults;
	}

	public Map<String, ProviderProperties> getProviders() {
		return this.providers;
	}

	public void setProviders(Map<String, ProviderProperties> providers) {
		this.providers = providers;
	}

	/**
	 * What is used where neither the call nor the provider says anything.
	 */
	public static class Defaults {

		/**
		 * Sampling temperature where neither the call nor the provider sets one.
		 */
		private @Nullable Double temperature;

		/**
		 * Most tokens of an answer where neither the call nor the provider sets them.
		 */
		private @Nullable Integer maxTokens;

		public @Nullable Double getTemperature() {
			return this.temperature;
		}

		public void setTemperature(@Nullable Double temperature) {
			this.temperature = temperature;
		}

		public @Nullable Integer getMaxTokens() {
			return this.maxTokens;
		}

		public void setMaxTokens(@Nullable Integer maxTokens) {
			this.maxTokens = maxTokens;
		}

		ChatDefaults toChatDefaults() {
			return new ChatDefaults(this.temperature, this.maxTokens);
		}

	}

}
