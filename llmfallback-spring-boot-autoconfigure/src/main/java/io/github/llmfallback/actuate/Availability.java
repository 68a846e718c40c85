package io.github.llmfallback.actuate;

import java.util.List;

import io.github.llmfallback.ProviderStatus;

/**
 * Whether calls get answers.
 */
public enum Availability {

	/** A provider serves. */
	UP,

	/** No provider can serve. */
	DOWN;

	static Availability of(List<ProviderStatus> providers) {
		return providers.stream().anyMatch((provider) -> provider.status() == ProviderStatus.Status.UP) ? UP : DOWN;
	}

}
