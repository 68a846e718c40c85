package io.github.llmfallback.budget;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent in a day and in a month, in nano-units of the currency.
 *
 * @param daily not negative; {@code null} for no limit
 * @param monthly not negative; {@code null} for no limit
 */
public record WindowLimits(@Nullable Long daily, @Nullable Long monthly) {

	/** No limit at all. */
	public static final WindowLimits NONE = new WindowLimits(null, null);

	public WindowLimits {
		if ((daily != null && daily < 0) || (monthly != null && monthly < 0)) {
			throw new IllegalArgumentException("a budget must not be negative");
		}
	}

	/**
	 * The limit of one window.
	 * @return {@code null} for no limit
	 */
	public @Nullable Long of(BudgetWindow window) {
		return switch (window) {
			case DAILY -> this.daily;
			case MONTHLY -> this.monthly;
		};
	}

	public boolean isSet() {
		return this.daily != null || this.monthly != null;
	}

}
