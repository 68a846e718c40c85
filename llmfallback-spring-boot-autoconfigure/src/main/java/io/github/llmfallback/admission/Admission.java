package io.github.llmfallback.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.budget.BudgetHold;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Bill;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.TokenUsage;

/**
 * What one attempt holds while it is under way. Ended exactly once, by the one thread
 * that ends the attempt.
 */
public final class Admission implements Entry {

	private final TargetGate gate;

	private final Demand demand;

	private Permits permits;

	private final BudgetHold hold;

	Admission(TargetGate gate, Demand demand, Permits permits, BudgetHold hold) {
		this.gate = gate;
		this.demand = demand;
		this.permits = permits;
		this.hold = hold;
	}

	/**
	 * How long the answer may be for the money to suffice.
	 * @return tokens, or {@code null} when no budget bounds the attempt
	 */
	public @Nullable Long outputTokens() {
		return this.hold.outputTokens();
	}

	/**
	 * Whether the attempt shows if its target is well, which is in doubt: others may wait
	 * to see it {@link #answered()}.
	 */
	public boolean isTrial() {
		return this.permits.isTrial();
	}

	/**
	 * The answer has begun, which shows that the target is well. How the attempt ends is
	 * still to be said.
	 */
	public void answered() {
		this.permits = this.permits.answered();
	}

	/**
	 * The attempt was answered.
	 * @param elapsed how long it took
	 * @param now when the answer was complete, on the nanosecond clock of the gates
	 * @param usage the tokens reported; {@code null} when none were
	 * @param answerTokens about how many tokens the answer has
	 * @return what it cost
	 */
	public Bill succeeded(Duration elapsed, long now, @Nullable TokenUsage usage, long answerTokens) {
		Bill bill = bill(price(), this.demand, usage, this.hold.atMost(answerTokens));
		try {
			this.permits.succeeded(elapsed, now, usage);
		}
		finally {
			leave(bill.cost());
		}
		return bill;
	}

	/**
	 * The attempt failed.
	 * @param failure how
	 * @param elapsed how long it took
	 * @param usage the tokens reported; {@code null} when none were
	 * @param answerTokens about how many tokens of the answer had arrived
	 * @param counts {@code false} when the call has counted against the provider before
	 * @return what it cost, and whether it is a failure that counts against the provider
	 */
	public FailedAdmission failed(Failure failure, Duration elapsed, @Nullable TokenUsage usage, long answerTokens,
			boolean counts) {
		long arrived = this.hold.atMost(answerTokens);
		Bill bill = bill(price(), this.demand, failure, usage, arrived);
		try {
			long usedTokens = usedTokens(bill, usage, arrived);
			return new FailedAdmission(bill, this.permits.failed(failure, elapsed, usedTokens, counts));
		}
		finally {
			leave(bill.cost());
		}
	}

	/**
	 * The attempt is not made after all.
	 */
	public void withdraw() {
		try {
			this.permits.withdraw();
		}
		finally {
			leave(0L);
		}
	}

	static Bill bill(@Nullable Price price, Demand demand, @Nullable TokenUsage usage, long answerTokens) {
		return (usage != null) ? Bill.of(price, usage) : Bill.estimated(price, demand.size(), answerTokens, null);
	}

	/**
	 * Tokens that were reported, or that arrived, are paid for; both are, when an answer
	 * broke off after an early report. Whoever gave up on a request that was sent pays at
	 * least for its input, and so does whoever got an answer without choices or tokens;
	 * an error answer without tokens is free.
	 */
	static Bill bill(@Nullable Price price, Demand demand, Failure failure, @Nullable TokenUsage usage,
			long answerTokens) {
		boolean choiceless = failure.kind() == FailureKind.MALFORMED_RESPONSE && failure.cause() == null
				&& usage == null;
		boolean cutShort = choiceless || switch (failure.kind()) {
			case TIMEOUT, CANCELLED -> true;
			case EMPTY_RESPONSE, CONTENT_FILTERED -> answerTokens > 0 && usage == null;
			default -> answerTokens > ((usage != null) ? usage.outputTokens() : 0);
		};
		if (cutShort) {
			return Bill.estimated(price, demand.size(), answerTokens, usage);
		}
		return (usage != null) ? Bill.of(price, usage) : Bill.NOTHING;
	}

	/**
	 * What a provider's rate counts of a failed attempt: nothing unless it is paid for,
	 * or would be if it cost anything.
	 */
	private long usedTokens(Bill bill, @Nullable TokenUsage usage, long answerTokens) {
		if (usage == null) {
			return bill.estimated() ? this.demand.size().likely() + answerTokens : 0;
		}
		return Permits.tokens((bill.tokens() != null) ? bill.tokens() : usage);
	}

	private void leave(@Nullable Long cost) {
		this.gate.provider().giveBackPlace();
		this.demand.spend((cost != null) ? cost : 0);
		this.hold.settle(cost);
		this.demand.storeFailed(this.hold.storeFailure());
	}

	private @Nullable Price price() {
		return this.gate.target().model().price();
	}

	/**
	 * What a failed attempt leaves behind.
	 *
	 * @param bill what it cost
	 * @param counted whether it is a failure that counts against the provider
	 */
	public record FailedAdmission(Bill bill, boolean counted) {

	}

}
