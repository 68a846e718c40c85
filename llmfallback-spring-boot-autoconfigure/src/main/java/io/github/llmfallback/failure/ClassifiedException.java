package io.github.llmfallback.failure;

/**
 * Implemented by exceptions that know their own failure, so that no classifier has to
 * guess.
 */
public interface ClassifiedException {

	/**
	 * The failure this exception stands for.
	 * @return the failure, never {@code null}
	 */
	Failure failure();

}
