package io.github.llmfallback.autoconfigure;

import java.time.Duration;

/**
 * Finds out why a vendor's client cannot wait for as long as it should.
 */
final class ClientTimeoutCheck {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	/** Clients count the milliseconds in 31 bits. */
	private static final Duration LONGEST = Duration.ofDays(24);

	private final ConfigurationProblems problems;

	ClientTimeoutCheck(ConfigurationProblems problems) {
		this.problems = problems;
	}

	/**
	 * Checks a timeout.
	 * @param timeout a duration; one that is not positive is reported elsewhere
	 */
	void check(String property, Duration timeout) {
		boolean inRange = timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0;
		this.problems.addUnless(inRange || timeout.compareTo(Duration.ZERO) <= 0, property,
				"'" + timeout + "' is out of range", "Set a duration from 1ms to 24d");
	}

}
