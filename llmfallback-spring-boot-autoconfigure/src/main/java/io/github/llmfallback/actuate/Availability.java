package io.github.llmfallback.actuate;

import java.util.List;
import java.util.Optional;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.ProviderStatus.Status;

/**
 * Whether calls get answers.
 */
public enum Availability {

	/** The preferred provider serves; where none is preferred, all do. */
	UP,

	/** Another provider than the preferred one serves. */
	DEGRADED,

	/** No provider can serve. */
	DOWN;

	static Availability of(FallbackChatModel chatModel, List<ProviderStatus> providers) {
		if (providers.stream().noneMatch((provider) -> provider.status().isServing())) {
			return DOWN;
		}
		Optional<String> preferred = chatModel.preferredProvider();
		return providers.stream()
			.filter((provider) -> provider.status() != Status.DISABLED)
			.filter((provider) -> preferred.isEmpty() || preferred.get().equals(provider.name()))
			.allMatch((provider) -> provider.status().isServing()) ? UP : DEGRADED;
	}

}
