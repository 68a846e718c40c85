package io.github.llmfallback.admission;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.budget.BudgetHold;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.Bill;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.TokenUsage;

/**
 * What one live check holds while it is under way: the money for it, and no share of the
 * target's health and limits. Ended exactly once.
 */
public final class CheckAdmission implements Entry {

	private final Demand demand;

	private final @Nullable Price price;

	private final BudgetHold hold;

	CheckAdmission(Demand demand, @Nullable Price price, BudgetHold hold) {
		this.demand = demand;
		this.price = price;
		this.hold = hold;
	}

	/**
	 * How long the answer may be for the money to suffice.
	 * @return tokens, or {@code null} when no budget bounds the check
	 */
	public @Nullable Long outputTokens() {
		return this.hold.outputTokens();
	}

	/**
	 * The check was answered.
	 * @param usage the tokens reported; {@code null} when none were
	 * @param answerTokens about how many tokens the answer has
	 * @return what it cost
	 */
	public Bill succeeded(@Nullable TokenUsage usage, long answerTokens) {
		return paid(Admission.bill(this.price, this.demand, usage, this.hold.atMost(answerTokens)));
	}

	/**
	 * The check failed.
	 * @param failure how
	 * @param usage the tokens reported; {@code null} when none were
	 * @param answerTokens about how many tokens the answer has
	 * @return what it cost
	 */
	public Bill failed(Failure failure, @Nullable TokenUsage usage, long answerTokens) {
		return paid(Admission.bill(this.price, this.demand, failure, usage, this.hold.atMost(answerTokens)));
	}

	private Bill paid(Bill bill) {
		this.hold.settle(bill.cost());
		return bill;
	}

}
