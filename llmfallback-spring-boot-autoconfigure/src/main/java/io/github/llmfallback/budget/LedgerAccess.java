package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How a ledger is asked by calls, which have little time. Safe for use by many threads.
 */
interface LedgerAccess {

	/**
	 * Access to a ledger.
	 * @return one that waits no longer than it may, unless the ledger has no store to
	 * wait for
	 */
	static LedgerAccess to(BudgetLedger ledger) {
		return (ledger instanceof MemoryLedger) ? new DirectAccess(ledger) : new BoundedAccess(ledger);
	}

	/**
	 * Takes a step and waits for what comes out.
	 * @param step asks the ledger
	 * @param timeLeft how long may be waited; not at all when zero or negative
	 * @param late learns what came out, or why nothing did, of a step that was waited for
	 * in vain but goes on
	 * @return what comes out
	 * @throws LedgerUnavailableException when the store is out of reach
	 * @throws SlowLedgerException when it did not answer in time
	 */
	<T> T ask(Function<BudgetLedger, T> step, Supplier<Duration> timeLeft,
			BiConsumer<@Nullable T, @Nullable Throwable> late);

	/**
	 * Waits a moment for the steps under way. Later ones are taken by those who ask.
	 */
	void close();

}
