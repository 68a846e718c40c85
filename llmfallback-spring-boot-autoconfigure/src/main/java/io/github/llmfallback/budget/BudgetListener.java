package io.github.llmfallback.budget;

/**
 * Learns what happens to budgets, on the threads that make it happen: implementations are
 * quick and throw nothing.
 */
public interface BudgetListener {

	/** Not interested. */
	BudgetListener NONE = new BudgetListener() {
	};

	default void alert(BudgetAlert alert) {
	}

	/**
	 * An attempt cost more than was reserved for it.
	 * @param overrun by how much, in nano-units of the currency
	 */
	default void overrun(long overrun) {
	}

}
