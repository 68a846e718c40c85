package io.github.llmfallback.budget;

import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How listeners are told, of budgets and of whatever else happens to a call: one that
 * fails, or that was built for another version of a library, does not fail the call.
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
		guard(listener, news, (told) -> "The listener " + told.getClass().getName());
	}

	/**
	 * Publishes an event to listeners of the application.
	 * @param event what they are told
	 * @param publisher tells them
	 */
	public static <E> void publish(E event, Consumer<? super E> publisher) {
		guard(event, publisher, (told) -> "A listener of " + told.getClass().getSimpleName());
	}

	private static <T> void guard(T told, Consumer<? super T> step, Function<T, String> name) {
		try {
			step.accept(told);
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
			logger.warn(name.apply(told) + " failed", ex);
		}
	}

}
