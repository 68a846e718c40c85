package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.llmfallback.provider.UpstreamScope;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Runs attempts where the application calls, without a hop to another thread, and streams
 * where {@link StreamSteps} takes their first step. A blocking attempt is then bounded by
 * its client's own timeout alone: a call can outlast its deadline by that much.
 */
public final class CallerThreadExecution implements AttemptExecution {

	@Override
	public @Nullable ChatResponse run(Supplier<@Nullable ChatResponse> attempt, Supplier<Duration> atMost)
			throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		return new UpstreamScope().call(attempt);
	}

	@Override
	public Flux<ChatResponse> stream(Flux<ChatResponse> attempt) {
		return attempt;
	}

}
