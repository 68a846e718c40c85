package io.github.llmfallback.health;

import java.time.Duration;

/**
 * A time that doubles with every repetition, up to a bound.
 *
 * @param first the first time, in nanoseconds
 * @param most the bound, in nanoseconds
 */
record Doubling(long first, long most) {

	static Doubling between(Duration first, Duration most) {
		return new Doubling(first.toNanos(), most.toNanos());
	}

	/**
	 * The time in nanoseconds.
	 * @param repetition 0 for the first time
	 */
	long nanos(int repetition) {
		long time = this.first;
		for (int i = 0; i < repetition && time < this.most; i++) {
			time *= 2;
		}
		return Math.min(time, this.most);
	}

}
