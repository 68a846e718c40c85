package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Where attempts run, and so who keeps their deadline.
 */
public interface AttemptExecution {

	/**
	 * Runs a blocking attempt.
	 * @param attempt asks a chat model
	 * @param atMost how long to wait in all; asked again when that is over, as somebody
	 * more patient may have come to wait meanwhile
	 * @return what the attempt returned
	 * @throws TimeoutException when it did not return in time
	 * @throws InterruptedException when the caller was interrupted; its interrupt flag is
	 * cleared
	 */
	@Nullable ChatResponse run(Supplier<@Nullable ChatResponse> attempt, Supplier<Duration> atMost)
			throws TimeoutException, InterruptedException;

	/**
	 * Chooses the thread that subscribes to a streaming attempt.
	 * @param attempt streams from a chat model, and brings the caller's context along
	 * @return the same stream
	 */
	Flux<ChatResponse> stream(Flux<ChatResponse> attempt);

}
