package io.github.llmfallback.money;

/**
 * What a process has done.
 *
 * @param asked how often the provider was asked
 * @param succeeded how many calls were answered
 * @param refused how many calls were refused
 * @param cost what the provider billed, in nano-units
 * @param reported what the answers say they cost, in nano-units
 */
record Spending(long asked, long succeeded, long refused, long cost, long reported) {

	private static final String MARK = "spending";

	static Spending parse(String line) {
		String[] words = line.split(" ");
		return new Spending(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
				Long.parseLong(words[4]), Long.parseLong(words[5]));
	}

	static boolean isSpending(String line) {
		return line.startsWith(MARK + " ");
	}

	String line() {
		return "%s %d %d %d %d %d".formatted(MARK, this.asked, this.succeeded, this.refused, this.cost, this.reported);
	}

	Spending plus(Spending other) {
		return new Spending(this.asked + other.asked, this.succeeded + other.succeeded, this.refused + other.refused,
				this.cost + other.cost, this.reported + other.reported);
	}

}
