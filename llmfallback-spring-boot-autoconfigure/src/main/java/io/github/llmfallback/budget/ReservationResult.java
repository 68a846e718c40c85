package io.github.llmfallback.budget;

/**
 * Whether a reservation was made.
 */
public sealed interface ReservationResult {

	/** The money is held. */
	record Granted() implements ReservationResult {

		/** The only one there need be. */
		public static final Granted INSTANCE = new Granted();

	}

	/**
	 * Nothing is held, because it does not fit into one of the budgets.
	 *
	 * @param limit the first budget in the reservation's order that refused
	 * @param usage what that budget has left
	 */
	record Refused(BudgetLimit limit, BudgetUsage usage) implements ReservationResult {

	}

}
