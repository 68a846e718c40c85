package io.github.llmfallback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.SpendReport.Spend;
import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.Budgets;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.provider.Provider;

/**
 * Reads what was spent.
 */
final class SpendBook {

	private final Budgets budgets;

	private final List<Provider> providers;

	SpendBook(Budgets budgets, List<Provider> providers) {
		this.budgets = budgets;
		this.providers = providers;
	}

	/**
	 * What was spent.
	 * @throws LedgerUnavailableException when the store is out of reach
	 */
	SpendReport report() {
		Map<BudgetKey, BudgetUsage> usage = byKey(this.budgets.usage(keys()));
		Map<String, Spend> shares = new LinkedHashMap<>();
		this.providers.forEach((provider) -> shares.put(provider.name(), spend(usage, scope(provider))));
		return new SpendReport(this.budgets.settings().currency(), spend(usage, BudgetScope.GLOBAL), shares,
				this.budgets.states(names()));
	}

	/**
	 * What each provider has spent, for as long as the store can be asked.
	 * @return {@code null} while it is out of reach or takes its time
	 */
	@Nullable Statement statement() {
		List<BudgetUsage> usage = this.budgets.glance(keys());
		List<BudgetState> states = (usage != null) ? this.budgets.glanceAtStates(names()) : null;
		if (usage == null || states == null) {
			return null;
		}
		Map<BudgetKey, BudgetUsage> byKey = byKey(usage);
		Map<Provider, Spend> spends = new HashMap<>();
		this.providers.forEach((provider) -> spends.put(provider, spend(byKey, scope(provider))));
		return new Statement(spends, paidAgainAt(exhausted(states)));
	}

	/**
	 * When the scopes reset of which all is spent. What is only held for attempts under
	 * way may come back any moment.
	 */
	private static Map<String, Instant> exhausted(List<BudgetState> states) {
		Map<String, Instant> exhausted = new HashMap<>();
		states.stream()
			.filter((state) -> state.spent().compareTo(state.limit()) >= 0)
			.forEach((state) -> exhausted.merge(state.scope(), state.resetsAt(), SpendBook::later));
		return exhausted;
	}

	/**
	 * When the providers may be paid for again that cannot be now.
	 */
	private Map<Provider, Instant> paidAgainAt(Map<String, Instant> exhausted) {
		Map<Provider, Instant> paidAgainAt = new HashMap<>();
		this.providers.stream().filter(this::isCounted).forEach((provider) -> {
			for (BudgetScope scope : List.of(BudgetScope.GLOBAL, scope(provider))) {
				Instant resetsAt = exhausted.get(scope.name());
				if (resetsAt != null) {
					paidAgainAt.merge(provider, resetsAt, SpendBook::later);
				}
			}
		});
		return paidAgainAt;
	}

	/**
	 * Whether each of its models costs what a budget would count.
	 */
	private boolean isCounted(Provider provider) {
		return provider.models().stream().allMatch((model) -> this.budgets.isCounted(model.price()));
	}

	/**
	 * The state of every budget.
	 * @return empty while the store is out of reach or takes its time
	 */
	List<BudgetState> budgets() {
		List<BudgetState> states = this.budgets.glanceAtStates(names());
		return (states != null) ? states : List.of();
	}

	void reset() {
		this.budgets.reset(List.of());
	}

	void reset(Provider provider) {
		this.budgets.reset(List.of(scope(provider)));
	}

	List<BudgetLimit> limits() {
		return this.budgets.limits(names());
	}

	private List<String> names() {
		return this.providers.stream().map(Provider::name).toList();
	}

	private List<BudgetKey> keys() {
		List<BudgetKey> keys = new ArrayList<>();
		for (BudgetWindow window : BudgetWindow.values()) {
			keys.add(new BudgetKey(BudgetScope.GLOBAL, window));
			this.providers.forEach((provider) -> keys.add(new BudgetKey(scope(provider), window)));
		}
		return keys;
	}

	private static Map<BudgetKey, BudgetUsage> byKey(List<BudgetUsage> usage) {
		return usage.stream().collect(Collectors.toMap(BudgetUsage::key, (found) -> found));
	}

	private static Spend spend(Map<BudgetKey, BudgetUsage> usage, BudgetScope scope) {
		BudgetUsage day = usage.get(new BudgetKey(scope, BudgetWindow.DAILY));
		BudgetUsage month = usage.get(new BudgetKey(scope, BudgetWindow.MONTHLY));
		return (day == null || month == null) ? Spend.NOTHING : new Spend(Money.toDecimal(day.spent()),
				Money.toDecimal(month.spent()), Money.toDecimal(month.reserved()));
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	private static BudgetScope scope(Provider provider) {
		return BudgetScope.provider(provider.name());
	}

	/**
	 * What was spent at one moment.
	 *
	 * @param spends by provider
	 * @param paidAgainAt when the providers may be paid for again that cannot be now
	 */
	record Statement(Map<Provider, Spend> spends, Map<Provider, Instant> paidAgainAt) {

		@Nullable Spend of(Provider provider) {
			return this.spends.get(provider);
		}

		/**
		 * When a provider may be paid for again.
		 * @return {@code null} when it may be now, or has a model that no budget counts
		 */
		@Nullable Instant paidAgainAt(Provider provider) {
			return this.paidAgainAt.get(provider);
		}

	}

}
