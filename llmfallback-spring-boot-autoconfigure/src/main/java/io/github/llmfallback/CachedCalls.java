package io.github.llmfallback;

import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallerContext;
import io.github.llmfallback.attempt.Deadline;
import io.github.llmfallback.cache.AnswerCache;
import io.github.llmfallback.cache.CacheKey;
import io.github.llmfallback.cache.CallTerms;
import io.github.llmfallback.cache.CachedAnswer;
import io.github.llmfallback.cache.RestartMark;
import io.github.llmfallback.cache.SharedRequest;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
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

	/**
	 * Makes a blocking call.
	 * @param tags finds out whose budgets the call counts in; asked for only when the
	 * answer is not in the cache
	 */
	ChatResponse call(Prompt prompt, CacheKey key, Supplier<Map<String, String>> tags) {
		SparedCall spared = new SparedCall(this.listener, this.nanoTime);
		CachedAnswer answer = this.cache.find(key);
		return (answer != null) ? spared.answered(answer.response(), answer)
				: joining(prompt, key, tags.get(), spared).await();
	}

	Flux<ChatResponse> stream(Prompt prompt, CacheKey key) {
		return Flux.deferContextual((context) -> {
			SparedCall spared = new SparedCall(this.listener, this.nanoTime);
			CachedAnswer answer = this.cache.find(key);
			if (answer != null) {
				return Flux.just(spared.answered(answer.response(), answer));
			}
			Map<String, String> tags = CallerContext.within(context, () -> this.router.tags(prompt));
			return joining(prompt, key, tags, spared).stream(context);
		});
	}

	/**
	 * Whatever a call has of its caller is known before others can join it.
	 */
	private JoiningCall joining(Prompt prompt, CacheKey key, Map<String, String> tags, SparedCall spared) {
		SharedRequest wanted = new SharedRequest(key, new CallTerms(tags, this.router.maxProviders(prompt)));
		Deadline deadline = new Deadline(this.nanoTime, this.router.timeout(prompt));
		return new JoiningCall(this.cache, wanted, deadline, prompt, () -> this.router.route(prompt, tags), spared);
	}

	int waiting() {
		return this.cache.waiting();
	}

}
