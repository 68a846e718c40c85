package io.github.llmfallback.admission;

import java.util.List;

import io.github.llmfallback.listener.Listeners;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.health.HealthListener;
import io.github.llmfallback.provider.Provider;

/**
 * Learns which provider, key or model becomes unwell and well, on the threads that make
 * it happen: implementations are quick and throw nothing.
 */
public interface AvailabilityListener {

	/** Not interested. */
	AvailabilityListener NONE = new AvailabilityListener() {
	};

	/**
	 * Tells several listeners, in order. One that fails does not fail the call.
	 */
	static AvailabilityListener all(List<AvailabilityListener> listeners) {
		List<AvailabilityListener> told = List.copyOf(listeners);
		return new AvailabilityListener() {

			@Override
			public void unavailable(Provider provider, HealthChange change) {
				told.forEach((listener) -> Listeners.tell(listener, (each) -> each.unavailable(provider, change)));
			}

			@Override
			public void recovered(Provider provider, HealthChange change) {
				told.forEach((listener) -> Listeners.tell(listener, (each) -> each.recovered(provider, change)));
			}

		};
	}

	default void unavailable(Provider provider, HealthChange change) {
	}

	default void recovered(Provider provider, HealthChange change) {
	}

	/**
	 * The part that concerns one provider.
	 */
	default HealthListener of(Provider provider) {
		return new HealthListener() {

			@Override
			public void unavailable(HealthChange change) {
				AvailabilityListener.this.unavailable(provider, change);
			}

			@Override
			public void recovered(HealthChange change) {
				AvailabilityListener.this.recovered(provider, change);
			}

		};
	}

}
