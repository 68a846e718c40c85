package io.github.llmfallback.attempt;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Asks one target after another until one answers.
 */
public final class BlockingCalls {

	private final CallEngine engine;

	public BlockingCalls(CallEngine engine) {
		this.engine = engine;
	}

	/**
	 * Makes a call.
	 * @param request what is asked for
	 * @return the answer, or how the call failed
	 */
	public CallResult call(CallRequest request) {
		Journey journey = this.engine.begin(request);
		ChatResponse answer = null;
		for (Target target = journey.target(); target != null; target = journey.target()) {
			answer = attempt(journey, target);
		}
		return new CallResult(this.engine.end(journey), answer);
	}

	private @Nullable ChatResponse attempt(Journey journey, Target target) {
		this.engine.listener().attemptStarted(target);
		long start = this.engine.nanoTime();
		try {
			ChatResponse response = target.key().chatModel().call(this.engine.promptFor(journey, target));
			TokenUsage usage = (response != null) ? TokenUsage.of(response.getMetadata().getUsage()) : null;
			Failure failure = AnswerJudge.judge(response);
			if (failure == null) {
				journey.succeeded(this.engine.since(start), usage);
				return response;
			}
			journey.failed(failure, this.engine.since(start), usage);
		}
		catch (Throwable ex) {
			journey.failed(this.engine.classify(ex), this.engine.since(start), null);
		}
		return null;
	}

}
