package io.github.llmfallback.provider;

/**
 * What one attempt is sent to.
 *
 * @param provider the provider
 * @param key one of its keys
 * @param model one of its models
 */
public record Target(Provider provider, ProviderKey key, ProviderModel model) {

	@Override
	public String toString() {
		return this.provider.name() + "/" + this.model.name()
				+ ((this.key.alias() != null) ? " (" + this.key.alias() + ")" : "");
	}

	/**
	 * Targets are compared by identity: each exists once.
	 */
	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
