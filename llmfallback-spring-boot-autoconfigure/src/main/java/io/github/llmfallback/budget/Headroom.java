package io.github.llmfallback.budget;

/**
 * The arithmetic of a counter. Figures never overflow: what is spent stays at
 * {@link Long#MAX_VALUE} once it has reached it.
 */
public final class Headroom {

	private Headroom() {
	}

	/**
	 * Whether more can be held.
	 * @param amount what is to be held; nothing always fits
	 * @param limit the most that may be spent and reserved together
	 * @param spent what is spent, more than the limit after an overrun
	 * @param reserved what is held
	 * @return whether the limit holds afterwards
	 */
	public static boolean fits(long amount, long limit, long spent, long reserved) {
		if (amount == 0) {
			return true;
		}
		long room = (limit == BudgetLimit.UNLIMITED) ? limit : limit - spent;
		return room >= reserved && amount <= room - reserved;
	}

	/**
	 * Adds spending.
	 * @param spent what is spent
	 * @param cost what is added; not negative
	 * @return their sum, at most {@link Long#MAX_VALUE}
	 */
	public static long sum(long spent, long cost) {
		long sum = spent + cost;
		return (sum < 0) ? Long.MAX_VALUE : sum;
	}

}
