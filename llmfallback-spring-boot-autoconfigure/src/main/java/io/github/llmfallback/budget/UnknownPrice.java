package io.github.llmfallback.budget;

/**
 * What happens to an attempt that a budget would count but whose price nobody knows.
 */
public enum UnknownPrice {

	/** It is not made. */
	REJECT,

	/** It is made and not counted. */
	ALLOW

}
