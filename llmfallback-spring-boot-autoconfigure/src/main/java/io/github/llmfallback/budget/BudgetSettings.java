package io.github.llmfallback.budget;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent. Money is in nano-units of the currency.
 *
 * @param currency the name of the currency, which is only shown
 * @param zone where days and months begin
 * @param perRequest the most one call may cost, all its attempts together; {@code null}
 * for no limit
 * @param global what everything together may cost
 * @param providers what single providers may cost, by name
 * @param tags what values of tags may cost, by tag
 * @param alertThresholds shares of a limit, above 0 and up to 1, at which an alert is due
 * @param unknownPrice what to do where a price is not known
 * @param onStoreFailure what to do while the store is out of reach
 */
public record BudgetSettings(String currency, ZoneId zone, @Nullable Long perRequest, WindowLimits global,
		Map<String, WindowLimits> providers, Map<String, TagBudgets> tags, List<Double> alertThresholds,
		UnknownPrice unknownPrice, OnStoreFailure onStoreFailure) {

	/** No limits; spending is counted all the same. */
	public static final BudgetSettings NONE = new BudgetSettings("USD", ZoneOffset.UTC, null, WindowLimits.NONE,
			Map.of(), Map.of(), List.of(0.8), UnknownPrice.REJECT, OnStoreFailure.CLOSED);

	public BudgetSettings {
		providers = Map.copyOf(providers);
		tags = Map.copyOf(tags);
		alertThresholds = alertThresholds.stream().sorted().distinct().toList();
	}

	/**
	 * The same settings with the limits of one more provider.
	 * @param provider its name
	 * @param limits its limits; they say nothing where these settings limit it already
	 * @return the settings
	 */
	public BudgetSettings withProvider(String provider, WindowLimits limits) {
		if (!limits.isSet() || this.providers.getOrDefault(provider, WindowLimits.NONE).isSet()) {
			return this;
		}
		Map<String, WindowLimits> all = new HashMap<>(this.providers);
		all.put(provider, limits);
		return new BudgetSettings(this.currency, this.zone, this.perRequest, this.global, all, this.tags,
				this.alertThresholds, this.unknownPrice, this.onStoreFailure);
	}

	/**
	 * Whether anything is limited.
	 */
	public boolean isLimited() {
		return this.perRequest != null || this.global.isSet()
				|| this.providers.values().stream().anyMatch(WindowLimits::isSet)
				|| this.tags.values()
					.stream()
					.anyMatch(
							(tag) -> tag.each().isSet() || tag.named().values().stream().anyMatch(WindowLimits::isSet));
	}

}
