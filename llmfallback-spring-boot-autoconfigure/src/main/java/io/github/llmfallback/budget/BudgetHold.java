package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Leave to make an attempt, with the money for it where a budget counts it. Ended exactly
 * once.
 */
public final class BudgetHold implements BudgetEntry {

	/** Stands for an attempt that no ledger holds money for. */
	static final long NOT_RESERVED = -1;

	private final Bookings bookings;

	private final String id;

	private final CounterGroup counters;

	private final long reserved;

	private final @Nullable Long outputTokens;

	private final Supplier<Duration> timeLeft;

	private @Nullable LedgerUnavailableException storeFailure;

	BudgetHold(Bookings bookings, String id, CounterGroup counters, long reserved, @Nullable Long outputTokens,
			Supplier<Duration> timeLeft) {
		this.bookings = bookings;
		this.id = id;
		this.counters = counters;
		this.reserved = reserved;
		this.outputTokens = outputTokens;
		this.timeLeft = timeLeft;
	}

	/**
	 * Leave that is given without asking the store.
	 * @param storeFailure why
	 */
	BudgetHold(Bookings bookings, String id, CounterGroup counters, @Nullable Long outputTokens,
			Supplier<Duration> timeLeft, LedgerUnavailableException storeFailure) {
		this(bookings, id, counters, NOT_RESERVED, outputTokens, timeLeft);
		this.storeFailure = storeFailure;
	}

	/**
	 * How long the answer may be for the money to suffice, or all of several together.
	 * @return tokens, or {@code null} when no budget counts the attempt
	 */
	public @Nullable Long outputTokens() {
		return this.outputTokens;
	}

	/**
	 * What the answers can have at most of the tokens that they seem to have: no longer
	 * ones were asked for.
	 * @param answerTokens an estimate
	 */
	public long atMost(long answerTokens) {
		return (this.outputTokens != null) ? Math.min(answerTokens, this.outputTokens) : answerTokens;
	}

	/**
	 * Pays for the attempt.
	 * @param cost what it cost in nano-units; {@code null} when nobody knows, which is
	 * not counted
	 */
	public void settle(@Nullable Long cost) {
		LedgerUnavailableException failed = book((cost != null) ? cost : 0);
		this.storeFailure = (failed != null) ? failed : this.storeFailure;
	}

	private @Nullable LedgerUnavailableException book(long paid) {
		if (this.reserved == NOT_RESERVED) {
			return this.bookings.charge(this.id, paid, this.counters,
					(this.storeFailure != null) ? () -> Duration.ZERO : this.timeLeft);
		}
		return (paid == 0) ? this.bookings.release(this.id, this.timeLeft)
				: this.bookings.settle(this.id, paid, this.reserved, this.counters, this.timeLeft);
	}

	@Override
	public @Nullable LedgerUnavailableException storeFailure() {
		return this.storeFailure;
	}

	/**
	 * Gives the money back, because the attempt is not made or was not billed.
	 */
	public void release() {
		settle(0L);
	}

}
