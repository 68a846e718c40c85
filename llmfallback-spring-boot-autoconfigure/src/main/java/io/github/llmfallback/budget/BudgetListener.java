package io.github.llmfallback.budget;

import java.util.List;

import io.github.llmfallback.listener.Listeners;

/**
 * Learns what happens to budgets, on the threads that make it happen: implementations are
 * quick and throw nothing.
 */
public interface BudgetListener {

	/** Not interested. */
	BudgetListener NONE = new BudgetListener() {
	};

	/**
	 * Tells several listeners, in order. One that fails does not fail the call.
	 */
	static BudgetListener all(List<BudgetListener> listeners) {
		List<BudgetListener> told = List.copyOf(listeners);
		return new BudgetListener() {

			@Override
			public void alert(BudgetAlert alert) {
				told.forEach((listener) -> Listeners.tell(listener, (each) -> each.alert(alert)));
			}

			@Override
			public void overrun(long overrun) {
				told.forEach((listener) -> Listeners.tell(listener, (each) -> each.overrun(overrun)));
			}

		};
	}

	default void alert(BudgetAlert alert) {
	}

	/**
	 * An attempt cost more than was reserved for it.
	 * @param overrun by how much, in nano-units of the currency
	 */
	default void overrun(long overrun) {
	}

}
