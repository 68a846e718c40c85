package io.github.llmfallback.attempt;

/**
 * Why a target was not asked. A skip is no attempt and costs nothing.
 */
public enum SkipReason {

	/** The provider is switched off. */
	DISABLED

}
