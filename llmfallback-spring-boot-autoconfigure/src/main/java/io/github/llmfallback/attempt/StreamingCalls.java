package io.github.llmfallback.attempt;

import java.util.function.BiFunction;

import io.github.llmfallback.provider.Target;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Streams from one target after another until one delivers content. From then on the
 * stream is that target's alone.
 */
public final class StreamingCalls {

	private final CallEngine engine;

	public StreamingCalls(CallEngine engine) {
		this.engine = engine;
	}

	/**
	 * Makes a streaming call, anew for each subscriber.
	 * @param request what is asked for
	 * @param completion makes the last chunk out of the last chunk received and the
	 * summary of the call
	 * @return the chunks; a failed call ends with {@link CallFailedException}
	 */
	public Flux<ChatResponse> stream(CallRequest request,
			BiFunction<ChatResponse, CallSummary, ChatResponse> completion) {
		return Flux.defer(() -> attempt(this.engine.begin(request), completion));
	}

	private Flux<ChatResponse> attempt(Journey journey,
			BiFunction<ChatResponse, CallSummary, ChatResponse> completion) {
		Target target = journey.target();
		if (target == null) {
			return Flux.error(() -> new CallFailedException(this.engine.end(journey)));
		}
		StreamAttempt attempt = new StreamAttempt(this.engine, journey, completion);
		return Flux.defer(() -> {
			attempt.started();
			return target.key().chatModel().stream(this.engine.promptFor(journey, target));
		})
			.concatMapIterable(attempt::received)
			.concatWith(Flux.defer(attempt::completed))
			.doOnCancel(attempt::cancelled)
			.onErrorResume((error) -> {
				attempt.failed(error);
				return attempt(journey, completion);
			});
	}

}
