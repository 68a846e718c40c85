package io.github.llmfallback.listener;

import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How listeners are told: one that fails, or that was built for another version of a
 * library, does not fail the call.
 */
public final class Listeners {

	private static final Log logger = LogFactory.getLog(Listeners.class);

	private Listeners() {
	}

	/**
	 * Tells a listener.
	 * @param listener whom
	 * @param news calls the listener's method
	 */
	public static <L> void tell(L listener, Consumer<? super L> news) {
		try {
			news.accept(listener);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn("The listener " + listener.getClass().getName() + " failed", ex);
		}
	}

	/**
	 * Publishes an event to listeners of the application.
	 * @param event what they are told
	 * @param publisher tells them
	 */
	public static <E> void publish(E event, Consumer<? super E> publisher) {
		try {
			publisher.accept(event);
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

}
