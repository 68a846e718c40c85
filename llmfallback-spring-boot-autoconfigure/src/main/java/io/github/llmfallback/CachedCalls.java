package io.github.llmfallback;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.Deadline;
import io.github.llmfallback.cache.AnswerCache;
import io.github.llmfallback.cache.CacheKey;
import io.github.llmfallback.cache.CachedAnswer;
import io.github.llmfallback.cache.RestartMark;
import io.github.llmfallback.cache.SharedChunk;
import io.github.llmfallback.cache.SharedResult;
import io.github.llmfallback.cache.UnansweredException;
import io.github.llmfallback.cache.Waiter;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Calls whose answer may come from the cache, or from an identical call under way.
 */
final class CachedCalls {

	static final RestartMark RESTART = new RestartMark() {

		@Override
		public ChatResponse mark(ChatResponse chunk) {
			return FallbackMetadata.markRestart(chunk);
		}

		@Override
		public boolean isMarked(ChatResponse chunk) {
			return FallbackMetadata.isRestart(chunk);
		}

	};

	private final AnswerCache cache;

	private final CallRouter router;

	private final CallListener listener;

	private final LongSupplier nanoTime;

	CachedCalls(AnswerCache cache, CallRouter router, CallListener listener, LongSupplier nanoTime) {
		this.cache = cache;
		this.router = router;
		this.listener = listener;
		this.nanoTime = nanoTime;
	}

	ChatResponse call(Prompt prompt, CacheKey key, Supplier<CallRequest> request) {
		long start = this.nanoTime.getAsLong();
		CachedAnswer answer = this.cache.find(key);
		if (answer != null) {
			return cached(answer, start);
		}
		Deadline deadline = deadline(prompt);
		try {
			while (true) {
				Waiter waiter = this.cache.join(key, deadline, request);
				SharedResult result = waiter.await();
				if (result instanceof SharedResult.Answered answered) {
					return answered(waiter, answered, answered.answer().response(), start);
				}
				if (result instanceof SharedResult.Failed failed) {
					throw CallFailure.of(failed.summary(), FallbackChatOptions.isFallbackDisabled(prompt), null);
				}
			}
		}
		catch (TimeoutException ex) {
			throw timedOut(null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw CallFailure.ofWaiting(FailureKind.CANCELLED,
					"The caller was interrupted while it waited for the answer", ex, null);
		}
	}

	Flux<ChatResponse> stream(Prompt prompt, CacheKey key) {
		return Flux.deferContextual((context) -> {
			long start = this.nanoTime.getAsLong();
			CachedAnswer answer = this.cache.find(key);
			return (answer != null) ? Flux.just(cached(answer, start)) : stream(prompt, key, start, context);
		});
	}

	private Flux<ChatResponse> stream(Prompt prompt, CacheKey key, long start, ContextView context) {
		Waiter waiter = this.cache.join(key, deadline(prompt), prompt, () -> this.router.route(prompt), context);
		StringBuilder delivered = new StringBuilder();
		return waiter.stream()
			.map((shared) -> delivered(waiter, shared, start, delivered))
			.onErrorMap(UnansweredException.class,
					(unanswered) -> CallFailure.of(unanswered.result().summary(),
							FallbackChatOptions.isFallbackDisabled(prompt), unanswered.result().partialText()))
			.onErrorMap(TimeoutException.class,
					(timeout) -> timedOut(delivered.isEmpty() ? null : delivered.toString()));
	}

	private ChatResponse delivered(Waiter waiter, SharedChunk shared, long start, StringBuilder delivered) {
		ChatResponse chunk = shared.chunk();
		if (FallbackMetadata.isRestart(chunk)) {
			delivered.setLength(0);
		}
		Generation generation = chunk.getResult();
		String text = (generation != null) ? generation.getOutput().getText() : null;
		delivered.append((text != null) ? text : "");
		SharedResult.Answered end = shared.end();
		return (end != null) ? answered(waiter, end, chunk, start) : chunk;
	}

	/**
	 * The caller that the call was made for sees all of it, the others that they were
	 * spared one.
	 */
	private ChatResponse answered(Waiter waiter, SharedResult.Answered result, ChatResponse response, long start) {
		CallSummary summary = result.summary();
		return (waiter.isFirst() && summary != null) ? FallbackMetadata.addTo(response, summary)
				: spared(response, result.answer(), start);
	}

	private ChatResponse cached(CachedAnswer answer, long start) {
		return spared(answer.response(), answer, start);
	}

	private ChatResponse spared(ChatResponse response, CachedAnswer answer, long start) {
		Duration elapsed = since(start);
		this.listener.callSpared(answer.target(), elapsed);
		return FallbackMetadata.addCached(response, answer, elapsed);
	}

	int waiting() {
		return this.cache.waiting();
	}

	private static LlmFallbackException timedOut(@Nullable String partialText) {
		return CallFailure.ofWaiting(FailureKind.TIMEOUT,
				"The call timed out while an identical one was under way; allow it more time with 'timeout'", null,
				partialText);
	}

	private Deadline deadline(Prompt prompt) {
		return new Deadline(this.nanoTime, this.router.timeout(prompt));
	}

	private Duration since(long start) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - start);
	}

}
