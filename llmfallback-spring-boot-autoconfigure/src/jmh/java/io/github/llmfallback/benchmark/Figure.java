package io.github.llmfallback.benchmark;

import java.util.Locale;

/**
 * Something measured.
 *
 * @param value how much
 * @param error half the width of its confidence interval of 99.9 %; 0 when there is none
 * @param unit what is counted
 */
record Figure(double value, double error, String unit) {

	/**
	 * What this is above another figure.
	 */
	Figure minus(Figure other) {
		return new Figure(this.value - other.value, Math.hypot(this.error, other.error), this.unit);
	}

	double ratioTo(Figure other) {
		return this.value / other.value;
	}

	@Override
	public String toString() {
		String shown = number(this.value);
		return (this.error > 0) ? shown + " ± " + number(this.error) + " " + this.unit : shown + " " + this.unit;
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (Math.abs(value) < 10) ? "%,.2f" : "%,.0f", value);
	}

}
