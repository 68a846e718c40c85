package io.github.llmfallback.budget;

/**
 * What happens to an attempt that a budget would count while the store of the ledger is
 * out of reach.
 */
public enum OnStoreFailure {

	/** It is not made: rather no answer than one that exceeds a budget. */
	CLOSED,

	/** It is made, and counted once the store is back. */
	OPEN

}
