package io.github.llmfallback.failure;

import java.util.List;

/**
 * All classifiers in the order they are asked, walking the cause chain.
 */
public final class FailureClassifiers {

	private final List<FailureClassifier> classifiers;

	public FailureClassifiers(List<FailureClassifier> classifiers) {
		this.classifiers = List.copyOf(classifiers);
	}

	/**
	 * The built-in classifiers of every client library found on the class path.
	 * @return classifiers without any of the application's own
	 */
	public static FailureClassifiers builtIn() {
		return builtIn(List.of());
	}

	/**
	 * The built-in classifiers after the application's own.
	 * @param first the application's own, asked first
	 * @return all of them
	 */
	public static FailureClassifiers builtIn(List<FailureClassifier> first) {
		return new FailureClassifiers(first);
	}

	/**
	 * Classifies an exception.
	 * @param exception what an attempt threw
	 * @return the failure, {@link FailureKind#UNKNOWN} when nobody knows better
	 */
	public Failure classify(Throwable exception) {
		for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
			if (cause instanceof ClassifiedException classified) {
				return classified.failure();
			}
		}
		for (FailureClassifier classifier : this.classifiers) {
			Failure failure = classifier.classify(exception);
			if (failure != null) {
				return failure;
			}
		}
		return Failure.of(FailureKind.UNKNOWN, exception.getClass().getSimpleName(), exception);
	}

}
