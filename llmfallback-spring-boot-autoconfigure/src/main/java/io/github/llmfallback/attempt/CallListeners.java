package io.github.llmfallback.attempt;

import java.util.List;

import io.github.llmfallback.provider.Target;

/**
 * Several listeners as one.
 *
 * @param listeners told in this order
 */
public record CallListeners(List<CallListener> listeners) implements CallListener {

	public CallListeners(List<CallListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void attemptStarted(Target target) {
		for (CallListener listener : this.listeners) {
			listener.attemptStarted(target);
		}
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		for (CallListener listener : this.listeners) {
			listener.attemptFinished(attempt);
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		for (CallListener listener : this.listeners) {
			listener.callFinished(summary);
		}
	}

}
