package io.github.llmfallback.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * What a write operation does to a provider.
 */
enum ProviderChange {

	ENABLE, DISABLE, RESET_HEALTH, CHECK;

	private static final String USAGE = "Send one of {\"enabled\": true}, {\"enabled\": false}, "
			+ "{\"reset\": \"health\"} and {\"check\": true}";

	/**
	 * Reads a request.
	 * @throws InvalidEndpointRequestException unless it asks for exactly one change
	 */
	static ProviderChange of(@Nullable Boolean enabled, @Nullable String reset, @Nullable Boolean check) {
		if (enabled != null && reset == null && check == null) {
			return enabled ? ENABLE : DISABLE;
		}
		if (enabled == null && "health".equals(reset) && check == null) {
			return RESET_HEALTH;
		}
		if (enabled == null && reset == null && Boolean.TRUE.equals(check)) {
			return CHECK;
		}
		throw new InvalidEndpointRequestException(USAGE, USAGE);
	}

}
