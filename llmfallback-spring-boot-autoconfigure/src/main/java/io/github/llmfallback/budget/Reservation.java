package io.github.llmfallback.budget;

import java.util.List;

/**
 * Money to be held before an attempt is made.
 *
 * @param id unique, at most 100 characters; a repeated step with the same id changes
 * nothing
 * @param amount the most the attempt can cost, in nano-units of the currency; not
 * negative
 * @param limits the counters that the amount is held in, each at most once; all of them
 * or none
 */
public record Reservation(String id, long amount, List<BudgetLimit> limits) {

	public Reservation {
		if (amount < 0) {
			throw new IllegalArgumentException("a reservation must not be negative");
		}
		limits = List.copyOf(limits);
	}

}
