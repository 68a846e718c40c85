package io.github.llmfallback.testsupport;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.pricing.OutputBound;

/**
 * Pays for every attempt.
 */
public final class Unlimited {

	private Unlimited() {
	}

	public static Payments payments() {
		InstantSource clock = InstantSource.system();
		MemoryLedger ledger = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), clock);
		return new Payments(new Budgets(BudgetSettings.NONE, ledger, BudgetListener.NONE, clock),
				(prompt, target) -> OutputBound.DEFAULT);
	}

	/**
	 * Payments that break when a budget has to be asked.
	 */
	public static Payments brokenPayments() {
		InstantSource clock = InstantSource.system();
		MemoryLedger ledger = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), clock);
		BudgetSettings settings = new BudgetSettings("USD", ZoneOffset.UTC, 1L, WindowLimits.NONE, Map.of(), Map.of(),
				List.of(), UnknownPrice.REJECT, OnStoreFailure.CLOSED);
		return new Payments(new Budgets(settings, ledger, BudgetListener.NONE, clock), (prompt, target) -> {
			throw new IllegalStateException("broken");
		});
	}

}
