package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Money;

/**
 * Nobody was asked because the budgets do not allow it, and no free provider could serve.
 * Amounts are in the configured currency.
 */
@SuppressWarnings("serial")
public class BudgetExceededException extends LlmFallbackException {

	private final BudgetRefusal refusal;

	BudgetExceededException(String message, BudgetRefusal refusal, List<AttemptRecord> attempts) {
		super(message, refusal.cause(), FailureKind.BUDGET_EXCEEDED, attempts, null);
		this.refusal = refusal;
	}

	/**
	 * Which budget refused.
	 * @return {@code global}, {@code provider:<name>}, a tag value such as
	 * {@code tenant:acme}, or {@code request} for that of a single call; {@code null}
	 * when a price is not known or the store is out of reach
	 */
	public @Nullable String scope() {
		return this.refusal.scope();
	}

	/**
	 * The window of that budget.
	 * @return {@code DAILY}, {@code MONTHLY} or {@code REQUEST}; {@code null} when
	 * {@link #scope()} is
	 */
	public @Nullable String window() {
		return this.refusal.window();
	}

	/**
	 * The most that may be spent.
	 */
	public BigDecimal limit() {
		return Money.toDecimal(this.refusal.limit());
	}

	/**
	 * What is spent.
	 */
	public BigDecimal spent() {
		return Money.toDecimal(this.refusal.spent());
	}

	/**
	 * What is held for attempts under way.
	 */
	public BigDecimal reserved() {
		return Money.toDecimal(this.refusal.reserved());
	}

	/**
	 * The most that the refused attempt can cost.
	 */
	public BigDecimal requested() {
		return Money.toDecimal(this.refusal.requested());
	}

	/**
	 * When the window ends.
	 * @return {@code null} for the budget of a single call, and when {@link #scope()} is
	 */
	public @Nullable Instant resetsAt() {
		return this.refusal.resetsAt();
	}

}
