package io.github.llmfallback.attempt;

import java.util.concurrent.TimeoutException;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Asks one target after another until one answers.
 */
public final class BlockingCalls {

	private final CallEngine engine;

	private final AttemptExecution execution;

	private final TargetRetries retries;

	private final AnswerJudge judge;

	/**
	 * Creates the calls.
	 * @param engine what they share with streams
	 * @param execution where attempts run
	 * @param retries asks a target again
	 */
	public BlockingCalls(CallEngine engine, AttemptExecution execution, TargetRetries retries) {
		this.engine = engine;
		this.execution = execution;
		this.retries = retries;
		this.judge = new AnswerJudge(engine.settings().answers());
	}

	/**
	 * Makes a call.
	 * @param request what is asked for
	 * @return the answer, or how the call failed; the caller's interrupt flag is set when
	 * it was interrupted
	 */
	public CallResult call(CallRequest request) {
		return call(this.engine.begin(request));
	}

	/**
	 * Makes a call with a deadline of its own.
	 * @param request what is asked for; its timeout is not looked at
	 * @param deadline when the call has to end
	 * @return the answer, or how the call failed
	 */
	public CallResult call(CallRequest request, Deadline deadline) {
		return call(this.engine.begin(request, deadline));
	}

	private CallResult call(Journey journey) {
		ChatResponse answer = null;
		CallSummary summary;
		CallScope scope = journey.openScope();
		try {
			for (Target target = journey.target(); target != null; target = journey.target()) {
				answer = journey.isRetry() ? retry(journey) : attempt(journey);
			}
			if (answer != null) {
				journey.observation().delivered(AnswerContent.text(answer));
			}
		}
		finally {
			summary = this.engine.end(journey, scope);
		}
		return new CallResult(summary, answer);
	}

	private @Nullable ChatResponse retry(Journey journey) {
		try {
			return this.retries.retry(journey, () -> attempt(journey));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			journey.stop(Failure.of(FailureKind.CANCELLED, "the caller was interrupted while waiting to retry"));
			return null;
		}
	}

	private @Nullable ChatResponse attempt(Journey journey) {
		if (!await(journey) || !journey.enter()) {
			return null;
		}
		Target target = journey.standingAt();
		this.engine.listener().attemptStarted(target);
		long start = journey.enteredNanos();
		if (Thread.currentThread().isInterrupted()) {
			journey.withdraw(Failure.of(FailureKind.CANCELLED, "the caller was interrupted"), measured(start, null, 0));
			return null;
		}
		TokenUsage usage = null;
		long answerTokens = 0;
		Failure failure;
		try {
			failure = CallEngine.rehearsed(journey.request(), target);
			ChatResponse response = (failure == null) ? ask(journey, target, start) : null;
			if (failure == null) {
				usage = (response != null) ? TokenUsage.of(response.getMetadata().getUsage()) : null;
				answerTokens = (usage == null) ? AnswerContent.tokens(response) : 0;
				failure = this.judge.judge(response, journey.request().prompt().getOptions());
			}
			if (failure == null) {
				journey.succeeded(measured(start, usage, answerTokens));
				return response;
			}
		}
		catch (TimeoutException ex) {
			failure = Failure.of(FailureKind.TIMEOUT, "no answer in time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = Failure.of(FailureKind.CANCELLED, "the caller was interrupted", ex);
		}
		catch (Throwable ex) {
			failure = this.engine.classify(ex);
		}
		journey.failed(failure, measured(start, usage, answerTokens));
		return null;
	}

	private Measured measured(long start, @Nullable TokenUsage usage, long answerTokens) {
		return Measured.between(start, this.engine.nanoTime(), usage, answerTokens);
	}

	/**
	 * Waits until the target may be asked.
	 * @return {@code false} when the caller was interrupted, which ends the call
	 */
	private static boolean await(Journey journey) {
		Wait wait = journey.waiting();
		if (wait != null) {
			try {
				wait.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				journey
					.stop(Failure.of(FailureKind.CANCELLED, "the caller was interrupted while waiting for a provider"));
				return false;
			}
		}
		return true;
	}

	private @Nullable ChatResponse ask(Journey journey, Target target, long now)
			throws TimeoutException, InterruptedException {
		Long outputTokens = journey.outputTokens();
		return this.execution.run(() -> {
			ChatModel chatModel = target.key().chatModel();
			Prompt prompt = this.engine.translate(journey.request().prompt(), target, outputTokens);
			return chatModel.call(prompt);
		}, () -> journey.deadline().leftAtMost(target.provider().timeout(), now));
	}

}
