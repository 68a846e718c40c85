package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks a ledger that answers at once.
 *
 * @param ledger keeps what is spent
 */
record DirectAccess(BudgetLedger ledger) implements LedgerAccess {

	@Override
	public <T> T ask(Function<BudgetLedger, T> step, Supplier<Duration> timeLeft,
			BiConsumer<@Nullable T, @Nullable Throwable> late) {
		return step.apply(this.ledger);
	}

	@Override
	public void close() {
	}

}
