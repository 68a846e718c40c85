package io.github.llmfallback.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Which counters an attempt is counted in. Those of the whole application and of its
 * provider are kept whether they are limited or not, those of tags only when they are.
 */
final class BudgetCounters {

	private final BudgetSettings settings;

	private final Map<String, List<BudgetLimit>> untagged = new ConcurrentHashMap<>();

	BudgetCounters(BudgetSettings settings) {
		this.settings = settings;
	}

	/**
	 * The counters of an attempt, the widest first.
	 */
	List<BudgetLimit> of(String provider, Map<String, String> tags) {
		List<BudgetLimit> common = this.untagged.get(provider);
		if (common == null) {
			common = this.untagged.computeIfAbsent(provider, this::create);
		}
		return (tags.isEmpty() || this.settings.tags().isEmpty()) ? common : withTags(common, tags);
	}

	private List<BudgetLimit> create(String provider) {
		List<BudgetLimit> limits = new ArrayList<>();
		WindowLimits own = this.settings.providers().getOrDefault(provider, WindowLimits.NONE);
		for (BudgetWindow window : BudgetWindow.values()) {
			limits.add(limit(BudgetScope.GLOBAL, window, this.settings.global().of(window)));
			limits.add(limit(BudgetScope.provider(provider), window, own.of(window)));
		}
		return List.copyOf(limits);
	}

	private List<BudgetLimit> withTags(List<BudgetLimit> common, Map<String, String> tags) {
		List<BudgetLimit> limits = new ArrayList<>(common);
		this.settings.tags().forEach((tag, budgets) -> {
			String value = tags.get(tag);
			if (value != null) {
				limits.addAll(limited(BudgetScope.tag(tag, value), budgets.of(value)));
			}
		});
		return limits;
	}

	/**
	 * The limited counters of one scope.
	 */
	static List<BudgetLimit> limited(BudgetScope scope, WindowLimits limits) {
		List<BudgetLimit> limited = new ArrayList<>();
		for (BudgetWindow window : BudgetWindow.values()) {
			Long limit = limits.of(window);
			if (limit != null) {
				limited.add(limit(scope, window, limit));
			}
		}
		return limited;
	}

	private static BudgetLimit limit(BudgetScope scope, BudgetWindow window, @Nullable Long limit) {
		return new BudgetLimit(new BudgetKey(scope, window), (limit != null) ? limit : BudgetLimit.UNLIMITED);
	}

	static boolean isLimited(List<BudgetLimit> limits) {
		for (BudgetLimit limit : limits) {
			if (limit.limit() != BudgetLimit.UNLIMITED) {
				return true;
			}
		}
		return false;
	}

}
