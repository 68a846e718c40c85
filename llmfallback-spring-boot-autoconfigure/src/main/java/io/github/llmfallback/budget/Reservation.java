package io.github.llmfallback.budget;

import java.util.List;

import org.springframework.util.Assert;

/**
 * Money to be held before an attempt is made.
 *
 * @param id unique, 1 to 100 characters; a repeated step with the same id changes nothing
 * @param amount the most the attempt can cost, in nano-units of the currency; not
 * negative
 * @param limits the counters that the amount is held in, each at most once; all of them
 * or none
 */
public record Reservation(String id, long amount, List<BudgetLimit> limits) {

	private static final int LONGEST_ID = 100;

	public Reservation {
		if (amount < 0) {
			throw new IllegalArgumentException("a reservation must not be negative");
		}
		Assert.isTrue(!id.isEmpty() && id.length() <= LONGEST_ID, "a reservation's id has 1 to 100 characters");
		limits = DistinctLimits.copyOf(limits);
	}

}
