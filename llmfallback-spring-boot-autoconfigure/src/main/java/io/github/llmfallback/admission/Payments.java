package io.github.llmfallback.admission;

import java.util.Map;
import java.util.function.ToLongBiFunction;

import org.springframework.ai.chat.prompt.Prompt;

import io.github.llmfallback.budget.BudgetEntry;
import io.github.llmfallback.budget.BudgetRefusal.Reason;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.CounterGroup;
import io.github.llmfallback.budget.PaymentRequest;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;

/**
 * Asks the budgets whether an attempt may be paid for.
 */
public final class Payments {

	private final Budgets budgets;

	private final ToLongBiFunction<Prompt, Target> outputBound;

	/**
	 * Creates the payments.
	 * @param budgets decide
	 * @param outputBound the most tokens that a target would answer a prompt with
	 */
	public Payments(Budgets budgets, ToLongBiFunction<Prompt, Target> outputBound) {
		this.budgets = budgets;
		this.outputBound = outputBound;
	}

	BudgetEntry enter(Demand demand, Target target) {
		String provider = target.provider().name();
		String id = demand.nextAttemptId();
		CounterGroup counters = this.budgets.counters(provider, demand.tags());
		if (!this.budgets.isLimited(counters)) {
			return this.budgets.open(id, counters, demand.timeLeft());
		}
		BudgetEntry entry = this.budgets.enter(new PaymentRequest(id, provider, target.model().name(), counters,
				target.model().price(), demand.size(), this.outputBound.applyAsLong(demand.prompt(), target),
				demand.spent(), demand.storeFailure(), demand.timeLeft()));
		demand.storeFailed(entry.storeFailure());
		return entry;
	}

	/**
	 * Whether a reason for which an attempt could not be paid for holds for every call,
	 * whatever its tags, at each model of a provider.
	 * @param reason the reason
	 */
	boolean concernsEveryCall(Reason reason, Provider provider) {
		return this.budgets.isLimited(this.budgets.counters(provider.name(), Map.of())) && provider.models()
			.stream()
			.allMatch((model) -> (reason == Reason.UNKNOWN_PRICE) ? model.price() == null
					: this.budgets.isCounted(model.price()));
	}

}
