package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.llmfallback.provider.Target;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Several listeners as one.
 */
public final class CallListeners implements CallListener {

	private static final Log logger = LogFactory.getLog(CallListeners.class);

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
			tell(listener, (told) -> told.attemptStarted(target));
		}
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		for (CallListener listener : this.listeners) {
			tell(listener, (told) -> told.attemptFinished(attempt));
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		for (CallListener listener : this.listeners) {
			tell(listener, (told) -> told.callFinished(summary));
		}
	}

	@Override
	public void callSpared(Target target, Duration elapsed) {
		for (CallListener listener : this.listeners) {
			tell(listener, (told) -> told.callSpared(target, elapsed));
		}
	}

	/**
	 * A listener that fails does not fail the call.
	 */
	private static void tell(CallListener listener, Consumer<CallListener> event) {
		try {
			event.accept(listener);
		}
		catch (RuntimeException ex) {
			logger.warn("The listener " + listener.getClass().getName() + " failed", ex);
		}
	}

}
