package io.github.llmfallback.autoconfigure;

/**
 * Whether every key and model is asked once the application has started.
 */
public enum CheckMode {

	/** Nothing is sent. */
	FALSE,

	/** The outcomes are logged. */
	TRUE,

	/** The outcomes are logged and the application ends. */
	EXIT

}
