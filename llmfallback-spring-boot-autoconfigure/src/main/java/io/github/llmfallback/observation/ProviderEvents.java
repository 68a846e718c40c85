package io.github.llmfallback.observation;

import java.util.function.Consumer;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.Failover;
import io.github.llmfallback.budget.BudgetAlert;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.listener.Listeners;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.provider.Provider;

/**
 * Tells the application, as events, when calls leave providers behind, when providers
 * become unwell and well, and when budgets run low.
 */
public final class ProviderEvents implements CallListener, AvailabilityListener, BudgetListener {

	private final Consumer<Object> publisher;

	/**
	 * Creates the events.
	 * @param publisher publishes an event
	 */
	public ProviderEvents(Consumer<Object> publisher) {
		this.publisher = publisher;
	}

	@Override
	public void callFinished(CallSummary summary) {
		for (Failover failover : summary.failovers()) {
			Attempt from = failover.from();
			publish(new ProviderFailedOver(summary.callId(), from.target().provider().name(),
					failover.to().target().provider().name(), from.outcome().name()));
		}
	}

	@Override
	public void unavailable(Provider provider, HealthChange change) {
		publish(new ProviderUnavailable(provider.name(), Unwell.keyAlias(provider, change),
				Unwell.model(provider, change), change.kind(), change.duration()));
	}

	@Override
	public void recovered(Provider provider, HealthChange change) {
		publish(new ProviderRecovered(provider.name(), Unwell.keyAlias(provider, change),
				Unwell.model(provider, change)));
	}

	@Override
	public void alert(BudgetAlert alert) {
		publish(alert);
	}

	private void publish(Object event) {
		Listeners.publish(event, this.publisher);
	}

}
