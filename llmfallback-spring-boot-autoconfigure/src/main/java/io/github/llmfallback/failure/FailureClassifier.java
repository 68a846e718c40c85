package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

/**
 * Tells what kind of failure an exception is. Beans of this type are consulted before the
 * built-in classifiers, in {@code @Order} order.
 */
@FunctionalInterface
public interface FailureClassifier {

	/**
	 * Classifies one exception out of a cause chain. The chain is walked by the caller,
	 * from the exception that was thrown towards its root cause: an implementation looks
	 * at {@code exception} itself, though it may inspect its causes. One that throws is
	 * passed over.
	 * @param exception the exception to look at
	 * @return the failure, or {@code null} when this classifier does not know it; its
	 * cause may be left out and is then the exception as it was thrown
	 */
	@Nullable Failure classify(Throwable exception);

}
