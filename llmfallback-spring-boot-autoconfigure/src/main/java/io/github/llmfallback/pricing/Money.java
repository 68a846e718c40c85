package io.github.llmfallback.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Money as integers: a {@code long} counts nano-units, billionths of the currency's main
 * unit. The largest amount is about 9.2 billion units. Decimals exist at the edges only.
 */
public final class Money {

	private static final int SCALE = 9;

	private Money() {
	}

	/**
	 * Reads a decimal amount of main units.
	 * @param amount the amount; not negative
	 * @return its nano-units, rounded up
	 * @throws ArithmeticException when the amount is too large
	 */
	public static long toNanos(BigDecimal amount) {
		return amount.movePointRight(SCALE).setScale(0, RoundingMode.CEILING).longValueExact();
	}

	/**
	 * Writes nano-units as a decimal amount of main units without trailing zeros.
	 * @param nanos the nano-units
	 * @return the exact amount
	 */
	public static BigDecimal toDecimal(long nanos) {
		BigDecimal amount = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
		return (amount.scale() < 0) ? amount.setScale(0) : amount;
	}

}
