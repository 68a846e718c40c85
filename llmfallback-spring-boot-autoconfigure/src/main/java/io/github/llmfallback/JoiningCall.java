package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.attempt.Deadline;
import io.github.llmfallback.cache.AnswerCache;
import io.github.llmfallback.cache.SharedRequest;
import io.github.llmfallback.cache.SharedResult;
import io.github.llmfallback.cache.UnansweredException;
import io.github.llmfallback.cache.Waiter;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A call that joins an identical one under way, or is the first that others may join. The
 * failure of a call on other terms says nothing about this one: it asks again then,
 * together with those on the same terms.
 */
final class JoiningCall {

	private final AnswerCache cache;

	private final SharedRequest wanted;

	private final Deadline deadline;

	private final Prompt prompt;

	private final Supplier<CallRequest> request;

	private final SparedCall spared;

	/**
	 * Creates the call.
	 * @param wanted whom to join
	 * @param deadline until when to wait
	 * @param request settles what is asked for, when the call is the first
	 * @param spared the call when it is not
	 */
	JoiningCall(AnswerCache cache, SharedRequest wanted, Deadline deadline, Prompt prompt,
			Supplier<CallRequest> request, SparedCall spared) {
		this.cache = cache;
		this.wanted = wanted;
		this.deadline = deadline;
		this.prompt = prompt;
		this.request = request;
		this.spared = spared;
	}

	ChatResponse await() {
		for (SharedRequest wanted = this.wanted;; wanted = wanted.onSameTerms()) {
			Waiter waiter = this.cache.join(wanted, this.deadline, this.request);
			SharedResult result = await(waiter);
			if (result instanceof SharedResult.Answered answered) {
				return answered(waiter, answered, answered.answer().response());
			}
			if (result instanceof SharedResult.Failed failed && !asksAgain(waiter)) {
				throw failed(waiter, failed);
			}
		}
	}

	private SharedResult await(Waiter waiter) {
		try {
			return waiter.await();
		}
		catch (TimeoutException ex) {
			throw timedOut(waiter, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			left(waiter);
			throw CallFailure.ofWaiting(FailureKind.CANCELLED,
					"The caller was interrupted while it waited for the answer", ex, null);
		}
	}

	Flux<ChatResponse> stream(ContextView context) {
		return stream(this.wanted, context);
	}

	private Flux<ChatResponse> stream(SharedRequest wanted, ContextView context) {
		Waiter waiter = this.cache.join(wanted, this.deadline, this.prompt, this.request, context);
		DeliveredText delivered = new DeliveredText();
		return waiter.stream().map((shared) -> {
			ChatResponse chunk = shared.chunk();
			delivered.add(chunk);
			SharedResult.Answered end = shared.end();
			return (end != null) ? answered(waiter, end, chunk) : chunk;
		})
			.doOnCancel(() -> left(waiter))
			.onErrorMap(TimeoutException.class, (timeout) -> timedOut(waiter, delivered.text()))
			.onErrorResume(UnansweredException.class, (unanswered) -> (asksAgain(waiter) && !delivered.hasBegun())
					? stream(wanted.onSameTerms(), context) : Flux.error(failed(waiter, unanswered.result())));
	}

	private boolean asksAgain(Waiter waiter) {
		return !waiter.sharesFailure() && this.deadline.left().compareTo(Duration.ZERO) > 0;
	}

	/**
	 * The caller that the call was made for sees all of it, the others that they were
	 * spared one.
	 */
	private ChatResponse answered(Waiter waiter, SharedResult.Answered result, ChatResponse response) {
		CallSummary summary = result.summary();
		return (waiter.isFirst() && summary != null) ? FallbackMetadata.addTo(response, summary)
				: this.spared.answered(response, result.answer());
	}

	private LlmFallbackException failed(Waiter waiter, SharedResult.Failed result) {
		CallSummary summary = waiter.sharesFailure() ? result.summary() : withoutSkips(result.summary());
		unanswered(waiter, summary.outcome(), summary.ending());
		return CallFailure.of(summary, FallbackChatOptions.isFallbackDisabled(this.prompt), result.partialText());
	}

	/**
	 * What others were refused is not for the eyes of those who pay from other budgets.
	 */
	private static CallSummary withoutSkips(CallSummary call) {
		return new CallSummary(call.callId(), call.startedAt(), call.elapsed(),
				call.attempts().stream().filter(Attempt::isAsked).toList(), call.ending(), call.failure(), call.tags());
	}

	private LlmFallbackException timedOut(Waiter waiter, @Nullable String partialText) {
		unanswered(waiter, FailureKind.TIMEOUT.name(), Ending.EXHAUSTED);
		return CallFailure.ofWaiting(FailureKind.TIMEOUT,
				"The call timed out while an identical one was under way; allow it more time with 'timeout'", null,
				partialText);
	}

	private void left(Waiter waiter) {
		unanswered(waiter, FailureKind.CANCELLED.name(), Ending.STOPPED);
	}

	/**
	 * The call itself is told of when it ends, on behalf of the caller that it was made
	 * for.
	 */
	private void unanswered(Waiter waiter, String outcome, Ending ending) {
		if (!waiter.isFirst()) {
			this.spared.unanswered(outcome, ending);
		}
	}

}
