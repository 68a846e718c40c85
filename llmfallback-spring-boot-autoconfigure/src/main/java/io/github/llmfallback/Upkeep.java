package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.MemoryLedger;

/**
 * Looks after the budgets now and then. Those in memory need no care.
 */
final class Upkeep implements AutoCloseable {

	private static final Duration PERIOD = Duration.ofSeconds(2);

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "llm-fallback-upkeep");
		thread.setDaemon(true);
		return thread;
	});

	Upkeep(Budgets budgets, BudgetLedger ledger) {
		if (!(ledger instanceof MemoryLedger)) {
			long period = PERIOD.toMillis();
			var unused = this.executor.scheduleWithFixedDelay(budgets::maintain, period, period, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

}
