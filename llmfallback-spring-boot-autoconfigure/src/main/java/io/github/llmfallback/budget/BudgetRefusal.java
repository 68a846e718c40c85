package io.github.llmfallback.budget;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.pricing.Money;

/**
 * Why an attempt may not be paid for. Money is in nano-units of the currency.
 *
 * @param reason why
 * @param scope which budget refused, {@code request} for that of a single call;
 * {@code null} when no single one did
 * @param window {@code REQUEST}, {@code DAILY} or {@code MONTHLY}; {@code null} without a
 * scope
 * @param limit the most that may be spent
 * @param spent what is spent
 * @param reserved what is held for other attempts
 * @param requested the most the attempt can cost
 * @param resetsAt when the window ends; {@code null} for that of a single call
 * @param cause what the store said; {@code null} unless it was out of reach
 */
public record BudgetRefusal(Reason reason, @Nullable String scope, @Nullable String window, long limit, long spent,
		long reserved, long requested, @Nullable Instant resetsAt,
		@Nullable LedgerUnavailableException cause) implements BudgetEntry {

	private static final String REQUEST = "request";

	/**
	 * Why an attempt may not be paid for.
	 */
	public enum Reason {

		/** It might cost more than a budget has left. */
		EXCEEDED,

		/** Nobody knows what it costs, and a budget would have to count it. */
		UNKNOWN_PRICE,

		/** The store that keeps what is spent is out of reach. */
		STORE_FAILURE

	}

	static BudgetRefusal exceeded(BudgetLimit limit, BudgetUsage usage, long requested) {
		return new BudgetRefusal(Reason.EXCEEDED, limit.key().scope().name(), limit.key().window().name(),
				limit.limit(), usage.spent(), usage.reserved(), requested, usage.resetsAt(), null);
	}

	static BudgetRefusal ofRequest(long limit, long spent, long requested) {
		return new BudgetRefusal(Reason.EXCEEDED, REQUEST, "REQUEST", limit, spent, 0, requested, null, null);
	}

	static BudgetRefusal unknownPrice() {
		return new BudgetRefusal(Reason.UNKNOWN_PRICE, null, null, 0, 0, 0, 0, null, null);
	}

	static BudgetRefusal storeFailure(LedgerUnavailableException cause) {
		return new BudgetRefusal(Reason.STORE_FAILURE, null, null, 0, 0, 0, 0, null, cause);
	}

	/**
	 * Whether a budget has nothing left, not even for a cheaper attempt.
	 */
	public boolean leavesNothing() {
		return this.reason == Reason.EXCEEDED && this.reserved >= this.limit - this.spent;
	}

	/**
	 * Whether the call had too little time left to ask the store, or asked it for what it
	 * cannot keep, which says nothing about the next one.
	 */
	public boolean isOfCall() {
		return this.cause != null && this.cause.isOfCall();
	}

	/**
	 * Whether the budget of a single call refused.
	 */
	public boolean isOfRequest() {
		return REQUEST.equals(this.scope);
	}

	@Override
	public @Nullable LedgerUnavailableException storeFailure() {
		return this.cause;
	}

	/**
	 * What people read.
	 * @return a sentence without a full stop
	 */
	public String message() {
		return switch (this.reason) {
			case EXCEEDED -> "the " + this.window + " budget '" + this.scope + "' of " + decimal(this.limit) + " has "
					+ decimal(this.spent) + " spent and " + decimal(this.reserved) + " reserved, the attempt can cost "
					+ decimal(this.requested) + ((this.resetsAt != null) ? ", it resets at " + this.resetsAt : "");
			case UNKNOWN_PRICE -> "the model's price is not known, and a budget would have to count it; "
					+ "set its cost, or 'llm.fallback.budget.unknown-price' to 'allow'";
			case STORE_FAILURE -> "the store of the budgets "
					+ ((this.cause instanceof RejectedStepException) ? "keeps no such tag" : "is out of reach")
					+ ((this.cause != null) ? ": " + this.cause.getMessage() : "");
		};
	}

	private static String decimal(long nanos) {
		return Money.toDecimal(nanos).toPlainString();
	}

}
