package io.github.llmfallback.provider.simulated;

import java.time.Duration;

/**
 * How a blocking call waits. Tests replace it to let no time pass.
 */
@FunctionalInterface
public interface Sleeper {

	/**
	 * Waits.
	 * @param duration how long, always positive
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	void sleep(Duration duration) throws InterruptedException;

}
