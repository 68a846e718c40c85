package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.listener.Listeners;
import io.github.llmfallback.provider.Target;

/**
 * Several listeners as one.
 */
public final class CallListeners implements CallListener {

	private final CallListener[] listeners;

	/**
	 * Creates the listener.
	 * @param listeners told in this order
	 */
	public CallListeners(List<CallListener> listeners) {
		this.listeners = listeners.toArray(new CallListener[0]);
	}

	@Override
	public void attemptStarted(Target target) {
		for (CallListener listener : this.listeners) {
			Listeners.tell(listener, (told) -> told.attemptStarted(target));
		}
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		for (CallListener listener : this.listeners) {
			Listeners.tell(listener, (told) -> told.attemptFinished(attempt));
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		for (CallListener listener : this.listeners) {
			Listeners.tell(listener, (told) -> told.callFinished(summary));
		}
	}

	@Override
	public void callSpared(Target target, Duration elapsed) {
		for (CallListener listener : this.listeners) {
			Listeners.tell(listener, (told) -> told.callSpared(target, elapsed));
		}
	}

	@Override
	public void callUnanswered(String outcome, CallSummary.Ending ending, Duration elapsed) {
		for (CallListener listener : this.listeners) {
			Listeners.tell(listener, (told) -> told.callUnanswered(outcome, ending, elapsed));
		}
	}

}
