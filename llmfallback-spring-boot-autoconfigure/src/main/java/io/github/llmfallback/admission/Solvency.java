package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.github.llmfallback.budget.BudgetEntry;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.budget.BudgetRefusal.Reason;
import io.github.llmfallback.budget.BudgetScope;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider could be paid for lately. A rest of a budget that is too small for
 * an attempt is as good as none, but how much an attempt needs is known only when one
 * comes; a price that is not known and a store that is out of reach stand in the way of
 * the next attempt too. None of them does where that could be one that they do not
 * concern, at a model that is free say. A refusal says nothing about the next call when
 * it is by the budget of a tag value or of a single call, or when money is only held for
 * attempts under way.
 */
final class Solvency {

	/** For how long a refusal speaks for the attempts that nobody makes. */
	private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();

	private final BudgetScope provider;

	private final Predicate<Reason> concernsEveryCall;

	private final LongSupplier nanoTime;

	private volatile @Nullable Refused latest;

	/**
	 * Creates the solvency of a provider.
	 * @param provider its name
	 * @param concernsEveryCall whether a reason stands in the way of every call, whatever
	 * its tags, at each model
	 * @param nanoTime the clock, in nanoseconds from any origin
	 */
	Solvency(String provider, Predicate<Reason> concernsEveryCall, LongSupplier nanoTime) {
		this.provider = BudgetScope.provider(provider);
		this.concernsEveryCall = concernsEveryCall;
		this.nanoTime = nanoTime;
	}

	/**
	 * Learns whether an attempt may be paid for.
	 */
	void learn(BudgetEntry entry) {
		if (!(entry instanceof BudgetRefusal refusal)) {
			forget();
		}
		else if (concernsEveryCall(refusal)) {
			this.latest = new Refused(this.nanoTime.getAsLong(), refusal);
		}
	}

	void forget() {
		if (this.latest != null) {
			this.latest = null;
		}
	}

	/**
	 * Why the provider cannot be paid for.
	 * @return {@code null} unless that was refused lately
	 */
	@Nullable BudgetRefusal latestRefusal() {
		Refused refused = this.latest;
		return (refused != null && this.nanoTime.getAsLong() - refused.at < REMEMBERED_NANOS) ? refused.refusal : null;
	}

	private boolean concernsEveryCall(BudgetRefusal refusal) {
		return switch (refusal.reason()) {
			case EXCEEDED -> isOfEveryCall(refusal) && isSpent(refusal);
			case UNKNOWN_PRICE -> true;
			case STORE_FAILURE -> !refusal.isOfCall();
		} && this.concernsEveryCall.test(refusal.reason());
	}

	private boolean isOfEveryCall(BudgetRefusal refusal) {
		return BudgetScope.GLOBAL.name().equals(refusal.scope()) || this.provider.name().equals(refusal.scope());
	}

	private static boolean isSpent(BudgetRefusal refusal) {
		return refusal.requested() > refusal.limit() - refusal.spent();
	}

	private record Refused(long at, BudgetRefusal refusal) {

	}

}
