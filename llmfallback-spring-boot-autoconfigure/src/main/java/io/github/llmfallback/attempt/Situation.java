package io.github.llmfallback.attempt;

import java.time.Duration;

/**
 * What is possible after a failure.
 *
 * @param retries how often the failed target has been asked again in this call
 * @param maxRetries how often it may be; 0 when retries are used up for everybody
 * @param pause how long to wait before asking it again, unless the provider asks for
 * longer
 * @param keys whether the same model has another key
 * @param models whether the provider has another model for a usable key
 * @param providers whether another provider may be asked
 * @param timeLeft until the call's deadline; negative when it has passed
 * @param patience the longest pause that the provider may ask for while somebody else may
 * be asked
 */
record Situation(int retries, int maxRetries, Duration pause, boolean keys, boolean models, boolean providers,
		Duration timeLeft, Duration patience) {

	/**
	 * Whoever else may be asked keeps time to answer in: the target is not asked again
	 * when another attempt like the last one would use up the call.
	 * @param elapsed how long the last attempt took
	 */
	Situation afterAttemptOf(Duration elapsed) {
		if (!this.keys && !this.models && !this.providers) {
			return this;
		}
		Duration spare = this.timeLeft.minus(elapsed);
		if (this.pause.compareTo(spare) >= 0) {
			return withoutRetries();
		}
		return (spare.compareTo(this.patience) < 0) ? withPatience(spare) : this;
	}

	Situation withoutRetries() {
		return new Situation(this.retries, 0, this.pause, this.keys, this.models, this.providers, this.timeLeft,
				this.patience);
	}

	/**
	 * The provider has no room for another attempt.
	 */
	Situation elsewhere() {
		return new Situation(this.retries, 0, this.pause, false, false, this.providers, this.timeLeft, this.patience);
	}

	private Situation withPatience(Duration patience) {
		return new Situation(this.retries, this.maxRetries, this.pause, this.keys, this.models, this.providers,
				this.timeLeft, patience);
	}

}
