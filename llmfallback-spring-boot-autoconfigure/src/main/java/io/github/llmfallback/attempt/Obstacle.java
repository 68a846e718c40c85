package io.github.llmfallback.attempt;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.Outcome.Skipped;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what stood in the way of a call in which nobody was asked. Of each target
 * only the last word counts: who is asked as a last resort is no longer passed over for
 * being unwell.
 */
final class Obstacle {

	private final Map<Target, Skipped> lastWords;

	private Obstacle(Map<Target, Skipped> lastWords) {
		this.lastWords = lastWords;
	}

	/**
	 * The skip that says most about why the call failed.
	 * @return {@code null} when somebody was asked, or nobody was there
	 */
	static @Nullable Skipped of(List<Attempt> attempts) {
		Map<Target, Skipped> lastWords = new LinkedHashMap<>();
		for (Attempt attempt : attempts) {
			if (!(attempt.outcome() instanceof Skipped skipped)) {
				return null;
			}
			lastWords.put(attempt.target(), skipped);
		}
		return new Obstacle(lastWords).find();
	}

	private @Nullable Skipped find() {
		return this.lastWords.entrySet()
			.stream()
			.min(Comparator.comparingInt((word) -> rank(word.getKey(), word.getValue())))
			.map(Map.Entry::getValue)
			.orElse(null);
	}

	/**
	 * What passes by itself comes before what money cures, and that before what only
	 * another request or somebody's hand does. Rest does not cure who could not be paid
	 * for either.
	 */
	private int rank(Target target, Skipped skipped) {
		return switch (skipped.reason()) {
			case CIRCUIT_OPEN, COOLING_DOWN, RATE_LIMIT, CONCURRENCY -> isPayable(target) ? 0 : 2;
			case OVER_BUDGET -> 1;
			case CONTEXT_WINDOW -> 3;
			case DISABLED -> 4;
		};
	}

	private boolean isPayable(Target target) {
		return this.lastWords.entrySet()
			.stream()
			.noneMatch((word) -> concerns(word.getValue().budget(), word.getKey(), target));
	}

	/**
	 * Whether what a budget said to one target holds for another.
	 */
	private static boolean concerns(@Nullable BudgetRefusal refusal, Target refused, Target other) {
		if (refusal == null) {
			return false;
		}
		if (refused.provider().equals(other.provider()) && refused.model().equals(other.model())) {
			return true;
		}
		Price price = other.model().price();
		return price != null && !price.isFree() && switch (refusal.reason()) {
			case EXCEEDED -> isCounted(other, refused, refusal)
					&& (refusal.leavesNothing() || (!refusal.isOfRequest() && isAsDear(price, refused)));
			case UNKNOWN_PRICE -> false;
			case STORE_FAILURE -> true;
		};
	}

	/**
	 * Whether the budget that refused one target counts another, too.
	 */
	private static boolean isCounted(Target other, Target refused, BudgetRefusal refusal) {
		return refused.provider().equals(other.provider())
				|| !BudgetScope.provider(refused.provider().name()).name().equals(refusal.scope());
	}

	private static boolean isAsDear(Price price, Target refused) {
		Price tooDear = refused.model().price();
		return tooDear != null && price.isNowhereLowerThan(tooDear);
	}

}
