package io.github.llmfallback.budget;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long the store of a ledger may be waited for.
 *
 * @param atMost zero or more
 */
record Patience(Duration atMost) implements Serializable {

	/** However much time there is. */
	static final Patience LONGEST = new Patience(Duration.ofSeconds(5));

	/** A store that is well books sooner, so what a call cost shows when it returns. */
	private static final Patience MOMENT = new Patience(Duration.ofMillis(200));

	/** A store that is well answers sooner, even when it is busy. */
	static final Patience TELLING = new Patience(Duration.ofMillis(500));

	/**
	 * For what a call has to know before it goes on. What it waits no longer, it has for
	 * those who need no store.
	 * @param timeLeft what the call has left
	 */
	static Patience ofQuestion(Duration timeLeft) {
		Patience half = new Patience(timeLeft.isNegative() ? Duration.ZERO : timeLeft.dividedBy(2));
		return half.exceeds(LONGEST) ? LONGEST : half;
	}

	/**
	 * For what is booked even if nobody waits for it.
	 * @param timeLeft what the call has left
	 */
	static Patience ofBooking(Duration timeLeft) {
		Patience half = ofQuestion(timeLeft);
		return half.exceeds(MOMENT) ? half : MOMENT;
	}

	boolean exceeds(Patience other) {
		return this.atMost.compareTo(other.atMost) > 0;
	}

	/**
	 * Whether to have waited so long in vain says something about the store.
	 */
	boolean isTelling() {
		return !TELLING.exceeds(this);
	}

}
