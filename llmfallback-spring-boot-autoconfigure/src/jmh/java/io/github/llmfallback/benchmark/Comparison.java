package io.github.llmfallback.benchmark;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param demand what is promised
 * @param measured the figure
 * @param beside what it is compared with
 * @param ratio of the two
 * @param target what the ratio or the difference has to be
 * @param met whether it is
 * @param guard from and to where the ratio may move before the build fails
 */
record Comparison(String demand, String measured, String beside, double ratio, String target, boolean met,
		Guard guard) {

	/**
	 * A line whose target is a ratio.
	 */
	static Comparison ratio(String demand, Figure measured, Figure beside, double atMost, double limit) {
		double ratio = measured.ratioTo(beside);
		return new Comparison(demand, measured.toString(), beside.toString(), ratio, "at most " + atMost + " times",
				ratio <= atMost, Guard.atMost(limit));
	}

	/**
	 * A line whose target is what is added to what it is compared with.
	 * @param yardstick whatever takes about as long on every machine: what is guarded is
	 * the ratio to it
	 */
	static Comparison added(String demand, Figure measured, Figure beside, double atMost, Figure yardstick,
			double limit) {
		Figure added = measured.minus(beside);
		return new Comparison(demand, measured + ", which is " + added + " more", beside.toString(),
				measured.ratioTo(yardstick), "at most " + new Figure(atMost, 0, added.unit()) + " more",
				added.value() <= atMost, Guard.atMost(limit));
	}

	boolean isGuarded() {
		return this.guard.allows(this.ratio);
	}

	/**
	 * The line in Markdown.
	 */
	String row() {
		return String.format(Locale.ROOT, "| %s | %s | %s | %.2f | %s | %s |", this.demand, this.measured, this.beside,
				this.ratio, this.target, this.met ? "yes" : "**no**");
	}

	/**
	 * How far a ratio may move before the build fails: further than it does by chance.
	 *
	 * @param least the lowest ratio
	 * @param most the highest ratio
	 */
	record Guard(double least, double most) {

		static Guard atMost(double most) {
			return new Guard(0, most);
		}

		static Guard atLeast(double least) {
			return new Guard(least, Double.MAX_VALUE);
		}

		boolean allows(double ratio) {
			return ratio >= this.least && ratio <= this.most;
		}

	}

}
