package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;

import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.pricing.Money;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Properties of what may be spent in a day and in a month.
 */
@ConfigurationPropertiesSource
public class WindowLimitsProperties {

	/**
	 * Most that may be spent in a day. Unlimited unless set.
	 */
	private @Nullable BigDecimal daily;

	/**
	 * Most that may be spent in a month. Unlimited unless set.
	 */
	private @Nullable BigDecimal monthly;

	public @Nullable BigDecimal getDaily() {
		return this.daily;
	}

	public void setDaily(@Nullable BigDecimal daily) {
		this.daily = daily;
	}

	public @Nullable BigDecimal getMonthly() {
		return this.monthly;
	}

	public void setMonthly(@Nullable BigDecimal monthly) {
		this.monthly = monthly;
	}

	boolean isSet() {
		return this.daily != null || this.monthly != null;
	}

	WindowLimits toLimits() {
		return new WindowLimits(nanos(this.daily), nanos(this.monthly));
	}

	static @Nullable Long nanos(@Nullable BigDecimal amount) {
		return (amount != null) ? Money.toNanos(amount) : null;
	}

}
