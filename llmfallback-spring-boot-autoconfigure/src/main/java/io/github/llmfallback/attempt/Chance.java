package io.github.llmfallback.attempt;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.admission.ProviderGate;

/**
 * A target that may let a call in at any moment.
 *
 * @param resort who
 * @param signal completes when it may
 * @param line the provider for one of whose places the call stands in line, which the
 * signal gives; {@code null} when it does not
 */
record Chance(Resort resort, CompletableFuture<@Nullable Void> signal, @Nullable ProviderGate line) {

	/**
	 * Stands in line for one of the provider's places.
	 */
	static Chance ofPlace(Resort resort, ProviderGate provider) {
		return new Chance(resort, provider.standInLine(), provider);
	}

	/**
	 * Watches the probe that finds out whether the provider is well.
	 */
	static Chance ofProbe(Resort resort, ProviderGate provider) {
		return new Chance(resort, provider.probeOutcome(), null);
	}

	/**
	 * Waits no longer.
	 * @return whether the signal came; where there is a line, the call then holds a place
	 */
	boolean end() {
		return !this.signal.cancel(false);
	}

}
