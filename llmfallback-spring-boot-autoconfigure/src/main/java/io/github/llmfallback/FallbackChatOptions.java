package io.github.llmfallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.VendorOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptionsBuilder;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.Assert;

/**
 * Options of one call: Spring AI's portable ones, tools and an output schema for
 * whichever provider answers, and how to choose that provider. Everything is unset unless
 * the call sets it; what is unset is left to the configuration and the providers.
 * Immutable.
 */
public final class FallbackChatOptions extends DefaultToolCallingChatOptions
		implements StructuredOutputChatOptions, VendorOptions {

	private final @Nullable String outputSchema;

	private final @Nullable String strategy;

	private final @Nullable List<String> providers;

	private final @Nullable Integer maxAttempts;

	private final @Nullable Duration timeout;

	private final @Nullable Boolean fallbackDisabled;

	private final Map<String, String> tags;

	private final Map<String, FailureKind> simulateFailures;

	private final List<ChatOptions.Builder<?>> vendorOptions;

	private FallbackChatOptions(Builder builder, ChatOptions portable) {
		super(builder.tools(), builder.context(), portable.getModel(), portable.getFrequencyPenalty(),
				portable.getMaxTokens(), portable.getPresencePenalty(), portable.getStopSequences(),
				portable.getTemperature(), portable.getTopK(), portable.getTopP());
		this.outputSchema = builder.outputSchema;
		this.strategy = builder.strategy;
		this.providers = builder.providers;
		this.maxAttempts = builder.maxAttempts;
		this.timeout = builder.timeout;
		this.fallbackDisabled = builder.fallbackDisabled;
		this.tags = Map.copyOf(builder.tags);
		this.simulateFailures = Map.copyOf(builder.simulateFailures);
		this.vendorOptions = List.copyOf(builder.vendorOptions);
	}

	public static Builder builder() {
		return new Builder();
	}

	@Override
	public @Nullable String getOutputSchema() {
		return this.outputSchema;
	}

	/**
	 * The routing strategy of this call.
	 * @return its name, or {@code null} for the configured one
	 */
	public @Nullable String getStrategy() {
		return this.strategy;
	}

	/**
	 * Who may be asked, in this order; the strategy has no say then.
	 * @return provider names, or {@code null} for every enabled provider
	 */
	public @Nullable List<String> getProviders() {
		return this.providers;
	}

	/**
	 * How many providers this call may ask.
	 * @return at least 1, or {@code null} for the configured number
	 */
	public @Nullable Integer getMaxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * How long the call may take, every attempt and pause included.
	 * @return a positive duration, or {@code null} for the configured one
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * What the call is done for, so that budgets can count it: a tenant, for example.
	 * @return values by tag; empty unless set
	 */
	public Map<String, String> getTags() {
		return this.tags;
	}

	/**
	 * Failures to act out without asking the provider, to rehearse a fallback.
	 * @return kinds of failure by provider name; empty unless set
	 */
	public Map<String, FailureKind> getSimulateFailures() {
		return this.simulateFailures;
	}

	/**
	 * Whether only the first provider is asked.
	 * @return {@code false} unless set
	 */
	public boolean isFallbackDisabled() {
		return Boolean.TRUE.equals(this.fallbackDisabled);
	}

	static boolean isFallbackDisabled(Prompt prompt) {
		return prompt.getOptions() instanceof FallbackChatOptions options && options.isFallbackDisabled();
	}

	@Override
	public List<ChatOptions.Builder<?>> vendorOptions() {
		return this.vendorOptions;
	}

	@Override
	public Builder mutate() {
		Builder builder = new Builder().model(getModel())
			.frequencyPenalty(getFrequencyPenalty())
			.maxTokens(getMaxTokens())
			.presencePenalty(getPresencePenalty())
			.stopSequences(getStopSequences())
			.temperature(getTemperature())
			.topK(getTopK())
			.topP(getTopP())
			.toolCallbacks(getToolCallbacks())
			.toolContext(getToolContext())
			.outputSchema(this.outputSchema)
			.strategy(this.strategy)
			.providers(this.providers)
			.maxAttempts(this.maxAttempts)
			.timeout(this.timeout)
			.tags(this.tags)
			.simulateFailures(this.simulateFailures);
		builder.fallbackDisabled = this.fallbackDisabled;
		builder.vendorOptions.addAll(this.vendorOptions);
		return builder;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof FallbackChatOptions that
				&& Objects.equals(this.outputSchema, that.outputSchema) && Objects.equals(this.strategy, that.strategy)
				&& Objects.equals(this.providers, that.providers) && Objects.equals(this.maxAttempts, that.maxAttempts)
				&& Objects.equals(this.timeout, that.timeout) && this.tags.equals(that.tags)
				&& this.simulateFailures.equals(that.simulateFailures)
				&& Objects.equals(this.fallbackDisabled, that.fallbackDisabled)
				&& this.vendorOptions.equals(that.vendorOptions);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.outputSchema, this.strategy, this.providers, this.maxAttempts,
				this.timeout, this.tags, this.simulateFailures, this.fallbackDisabled);
	}

	/**
	 * Builds {@link FallbackChatOptions}. Options of a vendor that are combined into it
	 * reach the providers of that vendor; the others get their portable part.
	 */
	public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
			implements StructuredOutputChatOptions.Builder<Builder> {

		private @Nullable String outputSchema;

		private @Nullable String strategy;

		private @Nullable List<String> providers;

		private @Nullable Integer maxAttempts;

		private @Nullable Duration timeout;

		private @Nullable Boolean fallbackDisabled;

		private Map<String, String> tags = Map.of();

		private Map<String, FailureKind> simulateFailures = Map.of();

		private List<ChatOptions.Builder<?>> vendorOptions = new ArrayList<>(0);

		private Builder() {
		}

		@Override
		public Builder outputSchema(@Nullable String outputSchema) {
			this.outputSchema = outputSchema;
			return this;
		}

		/**
		 * Chooses a routing strategy by name.
		 * @param strategy a built-in one or the name of a bean; {@code null} for the
		 * configured one
		 * @return this builder
		 */
		public Builder strategy(@Nullable String strategy) {
			this.strategy = strategy;
			return this;
		}

		/**
		 * Asks only these providers, in this order. One that is named again is not asked
		 * again.
		 * @param providers provider names, at least one
		 * @return this builder
		 */
		public Builder providers(String... providers) {
			return providers(List.of(providers));
		}

		/**
		 * Asks only these providers, in this order. One that is named again is not asked
		 * again.
		 * @param providers provider names, at least one; {@code null} for every enabled
		 * provider
		 * @return this builder
		 */
		public Builder providers(@Nullable List<String> providers) {
			Assert.isTrue(providers == null || !providers.isEmpty(),
					"'providers' must name at least one provider; pass null to allow every enabled one");
			this.providers = (providers != null) ? List.copyOf(providers) : null;
			return this;
		}

		/**
		 * Bounds how many providers may be asked.
		 * @param maxAttempts at least 1; {@code null} for the configured number
		 * @return this builder
		 */
		public Builder maxAttempts(@Nullable Integer maxAttempts) {
			Assert.isTrue(maxAttempts == null || maxAttempts >= 1,
					() -> "'maxAttempts' is " + maxAttempts + " and must be at least 1");
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Bounds the whole call, every attempt and pause included. The money that budgets
		 * hold for an attempt which outlasts their time to live counts as spent.
		 * @param timeout a positive duration; {@code null} for the configured one
		 * @return this builder
		 */
		public Builder timeout(@Nullable Duration timeout) {
			Assert.isTrue(timeout == null || (!timeout.isNegative() && !timeout.isZero()),
					() -> "'timeout' is " + timeout + " and must be positive");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Says what the call is done for, so that budgets can count it. A
		 * {@link BudgetTagResolver} is not asked then.
		 * @param tags values by tag, {@code tenant} and {@code acme} for example
		 * @return this builder
		 */
		public Builder tags(Map<String, String> tags) {
			this.tags = Map.copyOf(tags);
			return this;
		}

		/**
		 * Acts out failures without asking the provider, to rehearse a fallback.
		 * @param simulateFailures kinds of failure by provider name
		 * @return this builder
		 */
		public Builder simulateFailures(Map<String, FailureKind> simulateFailures) {
			this.simulateFailures = Map.copyOf(simulateFailures);
			return this;
		}

		/**
		 * Asks the first provider only and reports its failure as it is.
		 * @param fallbackDisabled whether to do so
		 * @return this builder
		 */
		public Builder fallbackDisabled(boolean fallbackDisabled) {
			this.fallbackDisabled = fallbackDisabled;
			return this;
		}

		@Override
		public Builder combineWith(ChatOptions.Builder<?> other) {
			super.combineWith(other);
			if (other instanceof Builder that) {
				this.outputSchema = (that.outputSchema != null) ? that.outputSchema : this.outputSchema;
				this.strategy = (that.strategy != null) ? that.strategy : this.strategy;
				this.providers = (that.providers != null) ? that.providers : this.providers;
				this.maxAttempts = (that.maxAttempts != null) ? that.maxAttempts : this.maxAttempts;
				this.timeout = (that.timeout != null) ? that.timeout : this.timeout;
				this.tags = that.tags.isEmpty() ? this.tags : that.tags;
				this.simulateFailures = that.simulateFailures.isEmpty() ? this.simulateFailures : that.simulateFailures;
				this.fallbackDisabled = (that.fallbackDisabled != null) ? that.fallbackDisabled : this.fallbackDisabled;
				this.vendorOptions.addAll(that.vendorOptions);
			}
			else {
				combineWithForeign(other);
			}
			return this;
		}

		private void combineWithForeign(ChatOptions.Builder<?> other) {
			if (other instanceof StructuredOutputChatOptions.Builder<?>
					&& other.build() instanceof StructuredOutputChatOptions structured
					&& structured.getOutputSchema() != null) {
				this.outputSchema = structured.getOutputSchema();
			}
			boolean portable = other.getClass() == DefaultChatOptionsBuilder.class
					|| other.getClass() == DefaultToolCallingChatOptions.Builder.class;
			if (!portable) {
				this.vendorOptions.add(other.clone());
			}
		}

		@Override
		public Builder clone() {
			Builder copy = super.clone();
			copy.vendorOptions = new ArrayList<>(this.vendorOptions);
			return copy;
		}

		private @Nullable List<ToolCallback> tools() {
			return this.toolCallbacks;
		}

		private @Nullable Map<String, Object> context() {
			return this.toolContext;
		}

		@Override
		public FallbackChatOptions build() {
			return new FallbackChatOptions(this, super.build());
		}

	}

}
