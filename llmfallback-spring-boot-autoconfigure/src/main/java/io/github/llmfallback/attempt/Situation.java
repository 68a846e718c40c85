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
 */
record Situation(int retries, int maxRetries, Duration pause, boolean keys, boolean models, boolean providers,
		Duration timeLeft) {

	Situation withoutRetries() {
		return new Situation(this.retries, 0, this.pause, this.keys, this.models, this.providers, this.timeLeft);
	}

}
