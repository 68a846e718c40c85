package io.github.llmfallback.provider;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link ChatModelFactory} needs to know.
 *
 * @param provider the provider's name
 * @param type the provider's type
 * @param baseUrl where requests go; {@code null} for the vendor's own address
 * @param apiKey the secret, of printable ASCII characters; {@code null} for a provider
 * without keys
 * @param model the model asked for unless a request names another
 * @param temperature sampling temperature; {@code null} for the vendor's default
 * @param maxTokens most tokens of an answer; {@code null} for the vendor's default
 * @param timeout the longest one request may take; positive
 * @param idleTimeout the longest pause within a stream, which its caller watches too;
 * positive
 */
public record ChatModelSettings(String provider, ProviderType type, @Nullable String baseUrl, @Nullable String apiKey,
		String model, @Nullable Double temperature, @Nullable Integer maxTokens, Duration timeout,
		Duration idleTimeout) {

	/** Clients count the milliseconds in 31 bits. */
	private static final Duration LONGEST = Duration.ofDays(24);

	/**
	 * Checks the key.
	 * @throws IllegalArgumentException when no request could carry it; the message does
	 * not repeat it
	 */
	public ChatModelSettings {
		int misfit = (apiKey != null) ? ProviderKey.misfit(apiKey) : 0;
		Assert.isTrue(misfit == 0, () -> "the key of provider '" + provider + "' is no key: its character " + misfit
				+ " can be sent in no header");
	}

	/**
	 * Describes a model whose streams may pause for as long as a request may take.
	 * @param provider the provider's name
	 * @param type the provider's type
	 * @param baseUrl where requests go; {@code null} for the vendor's own address
	 * @param apiKey the secret; {@code null} for a provider without keys
	 * @param model the model asked for unless a request names another
	 * @param temperature sampling temperature; {@code null} for the vendor's default
	 * @param maxTokens most tokens of an answer; {@code null} for the vendor's default
	 * @param timeout the longest one request may take; positive
	 */
	public ChatModelSettings(String provider, ProviderType type, @Nullable String baseUrl, @Nullable String apiKey,
			String model, @Nullable Double temperature, @Nullable Integer maxTokens, Duration timeout) {
		this(provider, type, baseUrl, apiKey, model, temperature, maxTokens, timeout, timeout);
	}

	/**
	 * The longest wait for more bytes of a stream: its beginning may take as long as a
	 * request, what follows as long as a pause.
	 * @return the longer of the two timeouts, as far as clients can count
	 */
	Duration longestPause() {
		Duration longer = (this.idleTimeout.compareTo(this.timeout) > 0) ? this.idleTimeout : this.timeout;
		return (longer.compareTo(LONGEST) < 0) ? longer : LONGEST;
	}

	/**
	 * Where requests go, by configuration or else by the vendor's own address.
	 * @return the base URL
	 * @throws IllegalStateException when neither is known
	 */
	public String endpoint() {
		String endpoint = (this.baseUrl != null) ? this.baseUrl : this.type.baseUrl();
		if (endpoint == null) {
			throw new IllegalStateException("provider '" + this.provider + "' has no base URL");
		}
		return endpoint;
	}

	/**
	 * Leaves the secret out.
	 */
	@Override
	public String toString() {
		return "ChatModelSettings[provider=" + this.provider + ", type=" + this.type.id() + ", baseUrl=" + this.baseUrl
				+ ", model=" + this.model + ", timeout=" + this.timeout + "]";
	}

}
