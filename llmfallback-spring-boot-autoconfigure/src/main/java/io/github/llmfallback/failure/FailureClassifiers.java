package io.github.llmfallback.failure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * All classifiers in the order they are asked. Each is shown the whole cause chain before
 * the next one gets its turn, so what the first knows about a root cause outweighs what
 * the second knows about its wrapper. A {@link ClassifiedException} anywhere in the chain
 * outweighs them all.
 */
public final class FailureClassifiers {

	private static final Log logger = LogFactory.getLog(FailureClassifiers.class);

	private final Supplier<List<FailureClassifier>> classifiers;

	/**
	 * Creates classifiers that know nothing but those given.
	 * @param classifiers the classifiers, most trusted first
	 */
	public FailureClassifiers(List<FailureClassifier> classifiers) {
		this(SingletonSupplier.of(all(classifiers, List.of())));
	}

	private FailureClassifiers(Supplier<List<FailureClassifier>> classifiers) {
		this.classifiers = classifiers;
	}

	/**
	 * The built-in classifiers of every client library found on the class path.
	 * @return classifiers without any of the application's own
	 */
	public static FailureClassifiers builtIn() {
		return builtIn(List.of());
	}

	/**
	 * The application's classifiers, then the built-in ones, reading dates by the
	 * system's clock.
	 * @param first the application's classifiers, most trusted first
	 * @return the classifiers
	 */
	public static FailureClassifiers builtIn(List<FailureClassifier> first) {
		return builtIn(first, Clock.systemUTC());
	}

	/**
	 * The application's classifiers, then the built-in ones of every client library found
	 * on the class path, which are looked for at the first failure.
	 * @param first the application's classifiers, most trusted first
	 * @param clock tells how far away a {@code Retry-After} date is
	 * @return the classifiers
	 */
	public static FailureClassifiers builtIn(List<FailureClassifier> first, Clock clock) {
		List<FailureClassifier> given = List.copyOf(first);
		return new FailureClassifiers(SingletonSupplier.of(() -> all(given, BuiltInClassifiers.all(clock))));
	}

	private static List<FailureClassifier> all(List<FailureClassifier> first, List<FailureClassifier> then) {
		List<FailureClassifier> all = new ArrayList<>();
		all.add(FailureClassifiers::ownFailure);
		all.addAll(first);
		all.addAll(then);
		return List.copyOf(all);
	}

	/**
	 * Classifies an exception. Never throws.
	 * @param exception what an attempt threw
	 * @return the failure, {@link FailureKind#UNKNOWN} when nobody knows better; its
	 * cause is {@code exception} unless a classifier named another
	 */
	public Failure classify(Throwable exception) {
		List<Throwable> chain = CauseChain.of(exception);
		for (FailureClassifier classifier : this.classifiers.get()) {
			for (Throwable link : chain) {
				Failure failure = ask(classifier, link);
				if (failure != null) {
					return (failure.cause() != null) ? failure : failure.withCause(exception);
				}
			}
		}
		String rootName = chain.get(chain.size() - 1).getClass().getName();
		return Failure.of(FailureKind.UNKNOWN, rootName.substring(rootName.lastIndexOf('.') + 1), exception);
	}

	/**
	 * A classifier that fails, or that meets another version of a client library than it
	 * was written for, must not hide the failure it was asked about.
	 */
	private static @Nullable Failure ask(FailureClassifier classifier, Throwable exception) {
		try {
			return classifier.classify(exception);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("Failure classifier " + classifier.getClass().getName() + " failed on "
					+ exception.getClass().getName() + " with " + ex.getClass().getName());
			return null;
		}
	}

	private static @Nullable Failure ownFailure(Throwable exception) {
		return (exception instanceof ClassifiedException classified) ? classified.failure() : null;
	}

}
