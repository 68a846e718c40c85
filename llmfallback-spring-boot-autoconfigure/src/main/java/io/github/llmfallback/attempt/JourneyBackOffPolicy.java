package io.github.llmfallback.attempt;

import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.StatelessBackOffPolicy;
import org.springframework.retry.backoff.ThreadWaitSleeper;

/**
 * Waits as long as the journey decided.
 */
final class JourneyBackOffPolicy extends StatelessBackOffPolicy {

	private final Sleeper sleeper = new ThreadWaitSleeper();

	private final Journey journey;

	JourneyBackOffPolicy(Journey journey) {
		this.journey = journey;
	}

	@Override
	protected void doBackOff() {
		try {
			this.sleeper.sleep(this.journey.pause().toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BackOffInterruptedException("interrupted while waiting to retry", ex);
		}
	}

}
