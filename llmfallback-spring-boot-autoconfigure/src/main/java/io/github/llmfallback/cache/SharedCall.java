package io.github.llmfallback.cache;

import java.util.concurrent.CompletableFuture;

import io.github.llmfallback.attempt.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One call upstream and everybody who waits for its answer. It lasts as long as the most
 * patient of them would wait, and is given up when nobody waits any more.
 */
final class SharedCall {

	private final Deadline deadline;

	private final CallTerms terms;

	private final CompletableFuture<SharedResult> result = new CompletableFuture<>();

	private final Sinks.@Nullable Many<SharedChunk> chunks;

	private int waiting = 1;

	private boolean closed;

	private @Nullable Runnable cancellation;

	/**
	 * Creates the call with its first waiter.
	 * @param deadline until when that one waits
	 * @param terms on which terms that one asks
	 * @param streaming whether the answer arrives in chunks
	 */
	SharedCall(Deadline deadline, CallTerms terms, boolean streaming) {
		this.deadline = deadline.copy();
		this.terms = terms;
		this.chunks = streaming ? Sinks.many().replay().all() : null;
	}

	/**
	 * A call that has ended before anybody waited for it.
	 */
	static SharedCall ended(Deadline deadline, CallTerms terms, CachedAnswer answer) {
		SharedCall call = new SharedCall(deadline, terms, false);
		call.end(new SharedResult.Answered(answer, null));
		return call;
	}

	/**
	 * When the call has to end; later when somebody more patient joins.
	 */
	Deadline deadline() {
		return this.deadline;
	}

	/**
	 * On which terms the call is made.
	 */
	CallTerms terms() {
		return this.terms;
	}

	/**
	 * Adds a waiter.
	 * @return {@code false} when the call is at its end, so that another one is needed
	 */
	synchronized boolean join(Deadline other) {
		if (this.closed) {
			return false;
		}
		this.waiting++;
		this.deadline.extendTo(other);
		return true;
	}

	synchronized int waiting() {
		return this.waiting;
	}

	/**
	 * Takes one waiter away, and the last one takes the call along.
	 */
	void leave() {
		Runnable cancellation = null;
		synchronized (this) {
			this.waiting--;
			if (this.waiting == 0) {
				this.closed = true;
				cancellation = this.cancellation;
			}
		}
		if (cancellation != null) {
			cancellation.run();
		}
	}

	/**
	 * Says how to give the call up, at once when everybody has left already.
	 */
	void cancelWith(Runnable cancellation) {
		boolean abandoned;
		synchronized (this) {
			this.cancellation = cancellation;
			abandoned = this.waiting == 0;
		}
		if (abandoned) {
			cancellation.run();
		}
	}

	/**
	 * Whether a waiter whose time is up need not leave, because the call ends now as well
	 * and says why. Nobody joins it then.
	 */
	synchronized boolean endsWith(Deadline own) {
		if (own.isBefore(this.deadline)) {
			return false;
		}
		this.closed = true;
		return true;
	}

	void received(SharedChunk chunk) {
		if (this.chunks != null) {
			this.chunks.tryEmitNext(chunk).orThrow();
		}
	}

	void end(SharedResult result) {
		close();
		this.result.complete(result);
		if (this.chunks != null && result instanceof SharedResult.Failed failed) {
			this.chunks.tryEmitError(new UnansweredException(failed));
		}
		else if (this.chunks != null) {
			this.chunks.tryEmitComplete();
		}
	}

	/**
	 * Ends with an error that is no failure of a provider.
	 */
	void endWith(Throwable error) {
		close();
		this.result.completeExceptionally(error);
		if (this.chunks != null) {
			this.chunks.tryEmitError(error);
		}
	}

	private synchronized void close() {
		this.closed = true;
	}

	CompletableFuture<SharedResult> result() {
		return this.result;
	}

	/**
	 * The answer as a stream: chunk by chunk as it arrives, or whole.
	 */
	Flux<SharedChunk> stream() {
		return (this.chunks != null) ? this.chunks.asFlux()
				: Mono.fromFuture(this.result, true).map(SharedCall::whole).flux();
	}

	private static SharedChunk whole(SharedResult result) {
		if (result instanceof SharedResult.Answered answered) {
			return new SharedChunk(answered.answer().response(), answered);
		}
		throw new UnansweredException((SharedResult.Failed) result);
	}

}
