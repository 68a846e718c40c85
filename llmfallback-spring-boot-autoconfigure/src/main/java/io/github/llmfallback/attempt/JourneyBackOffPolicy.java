package io.github.llmfallback.attempt;

import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.backoff.StatelessBackOffPolicy;

/**
 * Waits as long as the journey decided.
 */
final class JourneyBackOffPolicy extends StatelessBackOffPolicy {

	private final Journey journey;

	private final Sleeper sleeper;

	JourneyBackOffPolicy(Journey journey, Sleeper sleeper) {
		this.journey = journey;
		this.sleeper = sleeper;
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
