package io.github.llmfallback.attempt;

import java.time.Duration;

/**
 * How streams are watched.
 *
 * @param firstTokenTimeout the longest wait for the first content or thought; positive
 * @param idleTimeout the longest pause between two chunks after that; positive
 * @param afterContent what follows a failure after content was delivered
 */
public record StreamSettings(Duration firstTokenTimeout, Duration idleTimeout, AfterContent afterContent) {

	/** Twenty seconds, thirty seconds, and an error once content was delivered. */
	public static final StreamSettings DEFAULT = new StreamSettings(Duration.ofSeconds(20), Duration.ofSeconds(30),
			AfterContent.ERROR);

	/**
	 * What follows a failure after content was delivered.
	 */
	public enum AfterContent {

		/** The stream ends with an error that holds the text delivered so far. */
		ERROR,

		/**
		 * Another target answers from the beginning, and the application is told to
		 * forget the text so far.
		 */
		RESTART,

		/** Another target goes on where the text stopped. */
		CONTINUE

	}

}
