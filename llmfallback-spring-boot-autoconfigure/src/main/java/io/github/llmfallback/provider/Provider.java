package io.github.llmfallback.provider;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One vendor account or one existing chat model: who may be asked, under which name, with
 * which keys and models. Immutable.
 */
public final class Provider {

	private final String name;

	private final String type;

	private final boolean enabled;

	private final int priority;

	private final List<ProviderModel> models;

	private final List<ProviderKey> keys;

	private final List<Target> targets;

	/**
	 * Creates a provider.
	 * @param name its unique name
	 * @param type what kind it is: the id of a {@link ProviderType} or {@code chat-model}
	 * @param enabled whether calls may use it
	 * @param priority higher is preferred
	 * @param models its models in order of preference, at least one
	 * @param keys its keys, at least one
	 */
	public Provider(String name, String type, boolean enabled, int priority, List<ProviderModel> models,
			List<ProviderKey> keys) {
		Assert.hasText(name, "a provider needs a name");
		Assert.notEmpty(models, () -> "provider '" + name + "' needs at least one model");
		Assert.notEmpty(keys, () -> "provider '" + name + "' needs at least one key");
		this.name = name;
		this.type = type;
		this.enabled = enabled;
		this.priority = priority;
		this.models = List.copyOf(models);
		this.keys = List.copyOf(keys);
		List<Target> all = new ArrayList<>(this.models.size() * this.keys.size());
		for (ProviderModel model : this.models) {
			for (ProviderKey key : this.keys) {
				all.add(new Target(this, key, model));
			}
		}
		this.targets = List.copyOf(all);
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

}
