package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Properties of one provider.
 */
@ConfigurationPropertiesSource
public class ProviderProperties {

	/**
	 * Which vendor it is: openai, anthropic, gemini, ollama, groq, cerebras, mistral,
	 * deepseek, openai-compatible or simulated. Taken from the provider's name when that
	 * is one of these.
	 */
	private @Nullable String type;

	/**
	 * Name of an existing ChatModel bean to ask, instead of a type.
	 */
	private @Nullable String chatModel;

	/**
	 * Where requests go. The vendor's own address unless set.
	 */
	private @Nullable String baseUrl;

	/**
	 * API key.
	 */
	private @Nullable String apiKey;

	/**
	 * API keys of a pool, used in turn when one is refused or limited.
	 */
	private List<String> apiKeys = new ArrayList<>();

	/**
	 * Model to ask for.
	 */
	private @Nullable String model;

	/**
	 * Models in order of preference: names, or name, cost, context-window and max-tokens.
	 */
	private List<ModelProperties> models = new ArrayList<>();

	/**
	 * Whether calls may use the provider. Its entry has to be complete in any case,
	 * because it can be enabled while the application runs.
	 */
	private boolean enabled = true;

	/**
	 * How much the provider is preferred. Higher is preferred.
	 */
	private int priority;

	/**
	 * Share of the calls where the strategy spreads them by weight.
	 */
	private int weight = 1;

	/**
	 * Longest time one attempt may take.
	 */
	private Duration timeout = Duration.ofSeconds(30);

	/**
	 * Sampling temperature where the call sets none.
	 */
	private @Nullable Double temperature;

	/**
	 * Most tokens of an answer where the call sets none.
	 */
	private @Nullable Integer maxTokens;

	/**
	 * Most tokens of a request and its answer together. From the catalog when the model
	 * is known.
	 */
	private @Nullable Long contextWindow;

	/**
	 * Price of 1,000 tokens, input and output alike.
	 */
	private @Nullable BigDecimal costPer1kTokens;

	@NestedConfigurationProperty
	private final CostProperties cost = new CostProperties();

	@NestedConfigurationProperty
	private final WindowLimitsProperties budget = new WindowLimitsProperties();

	/**
	 * Most attempts at once. Any number unless set.
	 */
	private @Nullable Integer maxConcurrency;

	@NestedConfigurationProperty
	private final RateLimitProperties rateLimit = new RateLimitProperties();

	@NestedConfigurationProperty
	private final CircuitBreakerProperties circuitBreaker = new CircuitBreakerProperties();

	@NestedConfigurationProperty
	private final ProviderRetryProperties retry = new ProviderRetryProperties();

	private final Simulated simulated = new Simulated();

	public @Nullable String getType() {
		return this.type;
	}

	public void setType(@Nullable String type) {
		this.type = type;
	}

	public @Nullable String getChatModel() {
		return this.chatModel;
	}

	public void setChatModel(@Nullable String chatModel) {
		this.chatModel = chatModel;
	}

	public @Nullable String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(@Nullable String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public @Nullable String getApiKey() {
		return this.apiKey;
	}

	public void setApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	public List<String> getApiKeys() {
		return this.apiKeys;
	}

	public void setApiKeys(List<String> apiKeys) {
		this.apiKeys = apiKeys;
	}

	public @Nullable String getModel() {
		return this.model;
	}

	public void setModel(@Nullable String model) {
		this.model = model;
	}

	public List<ModelProperties> getModels() {
		return this.models;
	}

	public void setModels(List<ModelProperties> models) {
		this.models = models;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getPriority() {
		return this.priority;
	}

	public void setPriority(int priority) {
		this.priority = priority;
	}

	public int getWeight() {
		return this.weight;
	}

	public void setWeight(int weight) {
		this.weight = weight;
	}

	public @Nullable Integer getMaxConcurrency() {
		return this.maxConcurrency;
	}

	public void setMaxConcurrency(@Nullable Integer maxConcurrency) {
		this.maxConcurrency = maxConcurrency;
	}

	public RateLimitProperties getRateLimit() {
		return this.rateLimit;
	}

	public CircuitBreakerProperties getCircuitBreaker() {
		return this.circuitBreaker;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

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

	public @Nullable Long getContextWindow() {
		return this.contextWindow;
	}

	public void setContextWindow(@Nullable Long contextWindow) {
		this.contextWindow = contextWindow;
	}

	public @Nullable BigDecimal getCostPer1kTokens() {
		return this.costPer1kTokens;
	}

	public void setCostPer1kTokens(@Nullable BigDecimal costPer1kTokens) {
		this.costPer1kTokens = costPer1kTokens;
	}

	public ProviderRetryProperties getRetry() {
		return this.retry;
	}

	public CostProperties getCost() {
		return this.cost;
	}

	public WindowLimitsProperties getBudget() {
		return this.budget;
	}

	public Simulated getSimulated() {
		return this.simulated;
	}

	/**
	 * How a simulated provider behaves.
	 */
	public static class Simulated {

		/**
		 * How long each answer takes, or the shortest time when max-latency is set.
		 */
		private Duration latency = Duration.ZERO;

		/**
		 * Longest time an answer takes. That of latency unless set.
		 */
		private @Nullable Duration maxLatency;

		/**
		 * How long the provider pauses between the words of a stream.
		 */
		private Duration pace = Duration.ZERO;

		/**
		 * How often requests fail, by kind of failure: a probability between 0 and 1.
		 */
		private Map<FailureKind, Double> failures = new EnumMap<>(FailureKind.class);

		/**
		 * Where chance comes from, so that latencies, failures and answers repeat. Taken
		 * from the provider's name unless set.
		 */
		private @Nullable Long seed;

		public Duration getLatency() {
			return this.latency;
		}

		public void setLatency(Duration latency) {
			this.latency = latency;
		}

		public @Nullable Duration getMaxLatency() {
			return this.maxLatency;
		}

		public void setMaxLatency(@Nullable Duration maxLatency) {
			this.maxLatency = maxLatency;
		}

		public Duration getPace() {
			return this.pace;
		}

		public void setPace(Duration pace) {
			this.pace = pace;
		}

		public Map<FailureKind, Double> getFailures() {
			return this.failures;
		}

		public void setFailures(Map<FailureKind, Double> failures) {
			this.failures = failures;
		}

		public @Nullable Long getSeed() {
			return this.seed;
		}

		public void setSeed(@Nullable Long seed) {
			this.seed = seed;
		}

	}

}
