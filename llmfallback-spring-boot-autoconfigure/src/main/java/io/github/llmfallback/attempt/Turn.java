package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.admission.ProviderGate;

/**
 * Who is asked after a wait.
 *
 * @param resort who
 * @param place the provider one of whose places the call holds, which it must take or
 * give back; {@code null} when it holds none
 */
record Turn(Resort resort, @Nullable ProviderGate place) {

	boolean hasPlace() {
		return this.place != null;
	}

	void giveBackPlace() {
		if (this.place != null) {
			this.place.giveBackPlace();
		}
	}

}
