package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Runs attempts at once and gives up those that turn the clock too far.
 */
final class TurnedExecution implements AttemptExecution {

	private final TurnedClock clock;

	TurnedExecution(TurnedClock clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable ChatResponse run(Supplier<@Nullable ChatResponse> attempt, Supplier<Duration> atMost)
			throws TimeoutException {
		long end = this.clock.getAsLong() + atMost.get().toNanos();
		ChatResponse response = null;
		RuntimeException error = null;
		try {
			response = attempt.get();
		}
		catch (RuntimeException ex) {
			error = ex;
		}
		if (this.clock.getAsLong() - end > 0) {
			this.clock.turnTo(end);
			throw new TimeoutException();
		}
		if (error != null) {
			throw error;
		}
		return response;
	}

	@Override
	public Flux<ChatResponse> stream(Flux<ChatResponse> attempt) {
		return attempt;
	}

}
