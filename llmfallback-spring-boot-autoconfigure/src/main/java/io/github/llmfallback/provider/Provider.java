package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One vendor account or one existing chat model: who may be asked, under which name, with
 * which keys and models. Immutable.
 */
public final class Provider {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private final String name;

	private final String type;

	private final boolean enabled;

	private final int priority;

	private final int weight;

	private final Duration timeout;

	private final @Nullable RetrySettings retry;

	private final List<ProviderModel> models;

	private final List<ProviderKey> keys;

	private final List<Target> targets;

	private Provider(Builder builder) {
		this.name = builder.name;
		this.type = builder.type;
		this.enabled = builder.enabled;
		this.priority = builder.priority;
		this.weight = builder.weight;
		this.timeout = builder.timeout;
		this.retry = builder.retry;
		this.models = List.copyOf(builder.models);
		this.keys = List.copyOf(builder.keys);
		Assert.notEmpty(this.models, () -> "provider '" + this.name + "' needs at least one model");
		Assert.notEmpty(this.keys, () -> "provider '" + this.name + "' needs at least one key");
		List<Target> all = new ArrayList<>(this.models.size() * this.keys.size());
		for (ProviderModel model : this.models) {
			for (ProviderKey key : this.keys) {
				all.add(new Target(this, key, model));
			}
		}
		this.targets = List.copyOf(all);
	}

	/**
	 * Starts a provider.
	 * @param name its unique name, not empty
	 * @return a builder
	 */
	public static Builder builder(String name) {
		return new Builder(name);
	}

	public String name() {
		return this.name;
	}

	public String type() {
		return this.type;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public int priority() {
		return this.priority;
	}

	/**
	 * Its share of the calls where calls are spread by weight.
	 * @return at least 1
	 */
	public int weight() {
		return this.weight;
	}

	/**
	 * The longest time one attempt may take.
	 * @return a positive duration
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * How its targets are retried.
	 * @return the settings, or {@code null} for those of every provider
	 */
	public @Nullable RetrySettings retry() {
		return this.retry;
	}

	public List<ProviderModel> models() {
		return this.models;
	}

	public List<ProviderKey> keys() {
		return this.keys;
	}

	/**
	 * Everything an attempt can be sent to: for each model in order of preference, each
	 * key.
	 * @return the targets, each existing once
	 */
	public List<Target> targets() {
		return this.targets;
	}

	/**
	 * Whether its preferred model is known to cost nothing.
	 * @return {@code false} when the price is unknown
	 */
	public boolean isFree() {
		ProviderModel preferred = this.models.get(0);
		return preferred.price() != null && preferred.price().isFree();
	}

	@Override
	public String toString() {
		return this.name;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

	/**
	 * Builds a {@link Provider}.
	 */
	public static final class Builder {

		/** The type of a provider that decorates an existing chat model. */
		public static final String CHAT_MODEL = "chat-model";

		private final String name;

		private String type = CHAT_MODEL;

		private boolean enabled = true;

		private int priority;

		private int weight = 1;

		private Duration timeout = DEFAULT_TIMEOUT;

		private @Nullable RetrySettings retry;

		private List<ProviderModel> models = List.of();

		private List<ProviderKey> keys = List.of();

		private Builder(String name) {
			Assert.hasText(name, "a provider needs a name");
			this.name = name;
		}

		/**
		 * What kind of provider it is.
		 * @param type the id of a {@link ProviderType}, or {@value #CHAT_MODEL}
		 * @return this builder
		 */
		public Builder type(String type) {
			this.type = type;
			return this;
		}

		/**
		 * Whether calls may use it.
		 * @param enabled {@code true} unless set
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * How much it is preferred.
		 * @param priority higher is preferred; 0 unless set
		 * @return this builder
		 */
		public Builder priority(int priority) {
			this.priority = priority;
			return this;
		}

		/**
		 * Its share of the calls where calls are spread by weight.
		 * @param weight at least 1, which it is unless set
		 * @return this builder
		 */
		public Builder weight(int weight) {
			Assert.isTrue(weight >= 1,
					() -> "the weight of provider '" + this.name + "' is " + weight + " and must be at least 1");
			this.weight = weight;
			return this;
		}

		/**
		 * Bounds one attempt.
		 * @param timeout a positive duration; 30 seconds unless set
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(!timeout.isNegative() && !timeout.isZero(),
					() -> "the timeout of provider '" + this.name + "' is " + timeout + " and must be positive");
			this.timeout = timeout;
			return this;
		}

		/**
		 * How its targets are retried.
		 * @param retry the settings; {@code null} for those of every provider
		 * @return this builder
		 */
		public Builder retry(@Nullable RetrySettings retry) {
			this.retry = retry;
			return this;
		}

		/**
		 * Its models.
		 * @param models in order of preference, at least one
		 * @return this builder
		 */
		public Builder models(List<ProviderModel> models) {
			this.models = models;
			return this;
		}

		/**
		 * Its keys.
		 * @param keys at least one
		 * @return this builder
		 */
		public Builder keys(List<ProviderKey> keys) {
			this.keys = keys;
			return this;
		}

		public Provider build() {
			return new Provider(this);
		}

	}

}
