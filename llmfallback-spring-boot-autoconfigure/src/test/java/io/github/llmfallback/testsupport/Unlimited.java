package io.github.llmfallback.testsupport;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;

import io.github.llmfallback.admission.Payments;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.MemoryLedger;
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

}
