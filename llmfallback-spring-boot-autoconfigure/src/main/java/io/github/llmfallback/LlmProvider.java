package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.RetrySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.util.Assert;

/**
 * A provider: who may be asked, and what is known about it. A bean of this type adds one
 * to those configured by properties.
 */
public final class LlmProvider {

	private final Provider provider;

	private final GateSettings gate;

	private final WindowLimits budget;

	private LlmProvider(Provider provider, GateSettings gate, WindowLimits budget) {
		this.provider = provider;
		this.gate = gate;
		this.budget = budget;
	}

	/**
	 * Starts a provider over an existing chat model. The model's own retries should be
	 * switched off: they would spend the time that another provider needs.
	 * @param name a unique name, shown in metadata, metrics and the endpoint
	 * @param chatModel who answers
	 * @return a builder
	 */
	public static Builder builder(String name, ChatModel chatModel) {
		return new Builder(name, chatModel);
	}

	/**
	 * Wraps a provider that was put together elsewhere.
	 * @param provider the provider
	 * @return the same provider, without limits
	 */
	public static LlmProvider of(Provider provider) {
		return of(provider, GateSettings.DEFAULT);
	}

	/**
	 * Wraps a provider that was put together elsewhere.
	 * @param provider the provider
	 * @param gate when it lets calls in
	 * @return the same provider
	 */
	public static LlmProvider of(Provider provider, GateSettings gate) {
		return new LlmProvider(provider, gate, WindowLimits.NONE);
	}

	public String name() {
		return this.provider.name();
	}

	Provider provider() {
		return this.provider;
	}

	GateSettings gate() {
		return this.gate;
	}

	/**
	 * How long one attempt may take.
	 */
	public Duration timeout() {
		return this.provider.timeout();
	}

	/**
	 * What it may cost, besides what the settings of the budgets say.
	 * @return its own limits, in nano-units of the currency
	 */
	public WindowLimits budget() {
		return this.budget;
	}

	@Override
	public String toString() {
		return name();
	}

	/**
	 * Builds an {@link LlmProvider}.
	 */
	public static final class Builder {

		private final Provider.Builder provider;

		private final ChatModel chatModel;

		private @Nullable Price price;

		private List<String> models = List.of();

		private @Nullable Long contextWindow;

		private CircuitSettings circuitBreaker = CircuitSettings.DEFAULT;

		private RateSettings rateLimit = RateSettings.UNLIMITED;

		private @Nullable Integer maxConcurrency;

		private WindowLimits budget = WindowLimits.NONE;

		private Builder(String name, ChatModel chatModel) {
			Assert.hasText(name, "'name' must not be empty");
			Assert.notNull(chatModel, "'chatModel' must not be null");
			this.provider = Provider.builder(name);
			this.chatModel = chatModel;
		}

		/**
		 * Whether calls may use the provider.
		 * @param enabled {@code true} unless set
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.provider.enabled(enabled);
			return this;
		}

		/**
		 * How much the provider is preferred.
		 * @param priority higher is preferred; 0 unless set
		 * @return this builder
		 */
		public Builder priority(int priority) {
			this.provider.priority(priority);
			return this;
		}

		/**
		 * The provider's share of the calls where calls are spread by weight.
		 * @param weight at least 1, which it is unless set
		 * @return this builder
		 */
		public Builder weight(int weight) {
			this.provider.weight(weight);
			return this;
		}

		/**
		 * When the provider counts as unwell.
		 * @param circuitBreaker the settings; {@link CircuitSettings#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder circuitBreaker(CircuitSettings circuitBreaker) {
			this.circuitBreaker = circuitBreaker;
			return this;
		}

		/**
		 * How much the provider serves in a minute.
		 * @param rateLimit requests and tokens; unlimited unless set
		 * @return this builder
		 */
		public Builder rateLimit(RateSettings rateLimit) {
			this.rateLimit = rateLimit;
			return this;
		}

		/**
		 * How many attempts the provider serves at once.
		 * @param maxConcurrency at least 1; any number unless set
		 * @return this builder
		 */
		public Builder maxConcurrency(int maxConcurrency) {
			this.maxConcurrency = maxConcurrency;
			return this;
		}

		/**
		 * The size of its models' context window. Longer requests skip the provider.
		 * @param tokens at least 1; unknown unless set
		 * @return this builder
		 */
		public Builder contextWindow(long tokens) {
			Assert.isTrue(tokens >= 1, () -> "'contextWindow' is " + tokens + " and must be at least 1");
			this.contextWindow = tokens;
			return this;
		}

		/**
		 * Bounds one attempt.
		 * @param timeout a positive duration; 30 seconds unless set
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.provider.timeout(timeout);
			return this;
		}

		/**
		 * How the provider is asked again after a failure that may pass.
		 * @param retry the settings; those of every provider unless set
		 * @return this builder
		 */
		public Builder retry(RetrySettings retry) {
			this.provider.retry(retry);
			return this;
		}

		/**
		 * One price for input and output. Unless a price is set, it is the list price in
		 * US dollars where the model is a known one, and unknown elsewhere.
		 * @param per1kTokens the price of 1,000 tokens, 0 for a free provider; not
		 * negative
		 * @return this builder
		 */
		public Builder costPer1kTokens(BigDecimal per1kTokens) {
			return cost(per1kTokens, per1kTokens);
		}

		/**
		 * The prices of input and output.
		 * @param inputPer1kTokens the price of 1,000 input tokens; not negative
		 * @param outputPer1kTokens the price of 1,000 output tokens; not negative
		 * @return this builder
		 */
		public Builder cost(BigDecimal inputPer1kTokens, BigDecimal outputPer1kTokens) {
			long input = Money.toNanos(inputPer1kTokens);
			this.price = new Price(input, Money.toNanos(outputPer1kTokens), input, 0);
			return this;
		}

		/**
		 * What the provider may cost, in the configured currency.
		 * @param daily in a day; not negative, {@code null} for no limit
		 * @param monthly in a month; not negative, {@code null} for no limit
		 * @return this builder
		 */
		public Builder budget(@Nullable BigDecimal daily, @Nullable BigDecimal monthly) {
			this.budget = new WindowLimits((daily != null) ? Money.toNanos(daily) : null,
					(monthly != null) ? Money.toNanos(monthly) : null);
			return this;
		}

		/**
		 * The models to ask for, in order of preference.
		 * @param models model names; unless set, the one the chat model is configured
		 * with
		 * @return this builder
		 */
		public Builder models(String... models) {
			this.models = List.of(models);
			return this;
		}

		public LlmProvider build() {
			ProviderType type = ProviderType.of(this.chatModel).orElse(null);
			List<String> names = this.models.isEmpty()
					? List.of(ProviderModel.configuredIn(this.chatModel, this.price).name()) : this.models;
			List<ProviderModel> named = names.stream()
				.map((name) -> new ProviderModel(name, this.price, this.contextWindow, null).completedFor(type))
				.toList();
			List<ProviderKey> keys = List.of(new ProviderKey(null, () -> this.chatModel));
			return new LlmProvider(this.provider.models(named).keys(keys).build(),
					new GateSettings(this.circuitBreaker, this.rateLimit, this.maxConcurrency), this.budget);
		}

	}

}
