package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.MemoryLedger;

/**
 * Looks after the budgets now and then: what others may have left behind in a shared
 * store, and what is over in memory.
 */
final class Upkeep implements AutoCloseable {

	private static final Duration SHARED = Duration.ofSeconds(2);

	private static final Duration MEMORY = Duration.ofMinutes(1);

	/** How long upkeep that is under way may hold up the end of an application. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "llm-fallback-upkeep");
		thread.setDaemon(true);
		return thread;
	});

	private final Budgets budgets;

	Upkeep(Budgets budgets, BudgetLedger ledger) {
		this.budgets = budgets;
		long period = ((ledger instanceof MemoryLedger) ? MEMORY : SHARED).toMillis();
		var unused = this.executor.scheduleWithFixedDelay(budgets::maintain, period, period, TimeUnit.MILLISECONDS);
	}

	/**
	 * Looks after the budgets for the last time, once whoever is at it has come to an
	 * end.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
		try {
			var unused = this.executor.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.budgets.close();
	}

}
