package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.attempt.CallSettings;
import io.github.llmfallback.attempt.KindOverrides;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.ChatDefaults;
import io.github.llmfallback.routing.RoutingStrategies;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

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
	 * round-robin, declared-order, fail-fast, least-latency, least-busy, weighted or the
	 * name of a RoutingStrategy bean.
	 */
	private String strategy = RoutingStrategies.DEFAULT;

	/**
	 * How many providers one call may try. Keys and models within a provider do not
	 * count.
	 */
	private int maxAttempts = 3;

	/**
	 * How long a whole call may take: every attempt, pause and retry included.
	 */
	private Duration timeout = Duration.ofSeconds(60);

	/**
	 * What a call does when no provider is left that is well: ask the one that should be
	 * well soonest, wait for it within the timeout, or fail.
	 */
	private WhenUnavailable whenUnavailable = WhenUnavailable.TRY_SOONEST;

	/**
	 * Kinds of failure after which the next provider is asked although they usually stop
	 * the call.
	 */
	private Set<FailureKind> fallbackOn = new LinkedHashSet<>();

	/**
	 * Kinds of failure that stop the call although the next provider is usually asked.
	 */
	private Set<FailureKind> stopOn = new LinkedHashSet<>();

	private final Defaults defaults = new Defaults();

	@NestedConfigurationProperty
	private final RetryProperties retry = new RetryProperties();

	@NestedConfigurationProperty
	private final StreamProperties stream = new StreamProperties();

	@NestedConfigurationProperty
	private final ResponseProperties response = new ResponseProperties();

	@NestedConfigurationProperty
	private final CacheProperties cache = new CacheProperties();

	@NestedConfigurationProperty
	private final LoggingProperties logging = new LoggingProperties();

	private final Execution execution = new Execution();

	@NestedConfigurationProperty
	private final BudgetProperties budget = new BudgetProperties();

	/**
	 * Whether one tiny live request per key and model is sent at start: not at all
	 * (false), with the outcomes in the log (true), or with the outcomes in the log and
	 * an exit code (exit), 0 when all that are enabled answered.
	 */
	private CheckMode check = CheckMode.FALSE;

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

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public WhenUnavailable getWhenUnavailable() {
		return this.whenUnavailable;
	}

	public void setWhenUnavailable(WhenUnavailable whenUnavailable) {
		this.whenUnavailable = whenUnavailable;
	}

	public Set<FailureKind> getFallbackOn() {
		return this.fallbackOn;
	}

	public void setFallbackOn(Set<FailureKind> fallbackOn) {
		this.fallbackOn = fallbackOn;
	}

	public Set<FailureKind> getStopOn() {
		return this.stopOn;
	}

	public void setStopOn(Set<FailureKind> stopOn) {
		this.stopOn = stopOn;
	}

	public RetryProperties getRetry() {
		return this.retry;
	}

	public StreamProperties getStream() {
		return this.stream;
	}

	public ResponseProperties getResponse() {
		return this.response;
	}

	public CacheProperties getCache() {
		return this.cache;
	}

	public LoggingProperties getLogging() {
		return this.logging;
	}

	public Execution getExecution() {
		return this.execution;
	}

	public BudgetProperties getBudget() {
		return this.budget;
	}

	public CheckMode getCheck() {
		return this.check;
	}

	public void setCheck(CheckMode check) {
		this.check = check;
	}

	/**
	 * Whether there is a budget that outlives a call.
	 */
	boolean isBudgetLimited() {
		return this.budget.isLimited()
				|| this.providers.values().stream().anyMatch((provider) -> provider.getBudget().isSet());
	}

	CallSettings toCallSettings() {
		return new CallSettings(this.retry.toSettings(), this.stream.toSettings(), this.response.toSettings(),
				new KindOverrides(this.fallbackOn, this.stopOn), this.whenUnavailable);
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

	/**
	 * Where attempts run.
	 */
	public static class Execution {

		/**
		 * Whether attempts run on threads of their own (isolated), so that a call ends in
		 * time whatever its client does, or on the thread that calls (caller-thread).
		 */
		private Mode mode = Mode.ISOLATED;

		public Mode getMode() {
			return this.mode;
		}

		public void setMode(Mode mode) {
			this.mode = mode;
		}

		/**
		 * The threads that attempts run on.
		 */
		public enum Mode {

			/** Threads of their own. */
			ISOLATED,

			/** The thread that calls. */
			CALLER_THREAD

		}

	}

}
