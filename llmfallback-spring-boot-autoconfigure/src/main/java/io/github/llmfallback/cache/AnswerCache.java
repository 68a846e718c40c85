package io.github.llmfallback.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * The answers of the last minutes, and the calls that are about to bring some. Failures
 * are not kept. Safe for use by many threads.
 */
public final class AnswerCache {

	private final Cache<CacheKey, CachedAnswer> answers;

	private final ConcurrentMap<Slot, SharedCall> underWay = new ConcurrentHashMap<>();

	private final UpstreamCalls upstream;

	private final Scheduler delivery;

	/**
	 * Creates an empty cache.
	 * @param settings how much is kept, and how long
	 * @param nanoTime the clock by which answers grow old, as {@link System#nanoTime()}
	 * @param upstream makes the calls that nobody has made yet
	 * @param threads deliver streams, each at once, without queueing
	 */
	public AnswerCache(CacheSettings settings, LongSupplier nanoTime, UpstreamCalls upstream, Executor threads) {
		this.answers = Caffeine.newBuilder()
			.expireAfterWrite(settings.ttl())
			.maximumSize(settings.maximumSize())
			.ticker(nanoTime::getAsLong)
			.executor(Runnable::run)
			.build();
		this.upstream = upstream;
		this.delivery = Schedulers.fromExecutor(threads);
	}

	/**
	 * Looks for an answer.
	 * @param key the request
	 * @return the answer, or {@code null} when there is none
	 */
	public @Nullable CachedAnswer find(CacheKey key) {
		return this.answers.getIfPresent(key);
	}

	/**
	 * Waits with those who want the same answer, or makes a blocking call when nobody
	 * does.
	 * @param wanted the request
	 * @param deadline until when to wait
	 * @param request settles what is asked for, when the call is made
	 * @return waits for the answer, and has to do so
	 */
	public Waiter join(SharedRequest wanted, Deadline deadline, Supplier<CallRequest> request) {
		return join(wanted, deadline, false, (call, ending) -> this.upstream.start(call, request, ending));
	}

	/**
	 * Waits with those who want the same answer, or makes a streaming call when nobody
	 * does.
	 * @param wanted the request
	 * @param deadline until when to wait
	 * @param prompt what is asked
	 * @param request settles what is asked for, when the call is made
	 * @param context the context of the subscriber
	 * @return waits for the answer, and has to do so
	 */
	public Waiter join(SharedRequest wanted, Deadline deadline, Prompt prompt, Supplier<CallRequest> request,
			ContextView context) {
		return join(wanted, deadline, true,
				(call, ending) -> this.upstream.start(call, prompt, request, context, ending));
	}

	/**
	 * How many wait for an answer right now.
	 */
	public int waiting() {
		return this.underWay.values().stream().mapToInt(SharedCall::waiting).sum();
	}

	private Waiter join(SharedRequest wanted, Deadline deadline, boolean streaming, Start start) {
		SharedCall own = new SharedCall(deadline, wanted.terms(), streaming);
		Slot slot = Slot.of(wanted);
		while (true) {
			SharedCall call = this.underWay.compute(slot, (same, present) -> joinOrBegin(same, present, own, deadline));
			if (call != null) {
				if (call == own) {
					start(slot, own, start);
				}
				return new Waiter(call, wanted.terms(), deadline, call == own, this.delivery);
			}
			CachedAnswer answer = find(slot.key);
			if (answer != null) {
				SharedCall ended = SharedCall.ended(deadline, wanted.terms(), answer);
				return new Waiter(ended, wanted.terms(), deadline, false, this.delivery);
			}
		}
	}

	/**
	 * Looks for the answer once more before a call is made: one that has just ended left
	 * it there before it went away.
	 */
	private @Nullable SharedCall joinOrBegin(Slot slot, @Nullable SharedCall present, SharedCall own,
			Deadline deadline) {
		if (present != null && present.join(deadline)) {
			return present;
		}
		return (find(slot.key) != null) ? null : own;
	}

	private void start(Slot slot, SharedCall call, Start start) {
		UpstreamCalls.Ending ending = new Settling(slot, call);
		try {
			Runnable cancellation = start.start(call, ending);
			call.cancelWith(() -> {
				this.underWay.remove(slot, call);
				cancellation.run();
			});
		}
		catch (RuntimeException | Error ex) {
			ending.broke(ex);
		}
	}

	/**
	 * Makes a call.
	 */
	private interface Start {

		Runnable start(SharedCall call, UpstreamCalls.Ending ending);

	}

	/**
	 * Puts the answer where the next request finds it before the call goes away.
	 */
	private final class Settling implements UpstreamCalls.Ending {

		private final Slot slot;

		private final SharedCall call;

		Settling(Slot slot, SharedCall call) {
			this.slot = slot;
			this.call = call;
		}

		@Override
		public void ended(SharedResult result, boolean lasting) {
			if (lasting && result instanceof SharedResult.Answered answered) {
				AnswerCache.this.answers.put(this.slot.key, answered.answer());
			}
			AnswerCache.this.underWay.remove(this.slot, this.call);
			this.call.end(result);
		}

		@Override
		public void broke(Throwable error) {
			AnswerCache.this.underWay.remove(this.slot, this.call);
			this.call.endWith(error);
		}

	}

	/**
	 * Where a call under way is found by those who may join it.
	 *
	 * @param key what they ask
	 * @param terms on which terms; {@code null} for any
	 */
	private record Slot(CacheKey key, @Nullable CallTerms terms) {

		static Slot of(SharedRequest wanted) {
			return new Slot(wanted.key(), wanted.sameTerms() ? wanted.terms() : null);
		}

	}

}
