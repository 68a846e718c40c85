package io.github.llmfallback.cache;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.llmfallback.attempt.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Somebody who waits for the answer of a call that others may wait for as well, until a
 * deadline of its own. To be used once, either way.
 */
public final class Waiter {

	private final SharedCall call;

	private final CallTerms terms;

	private final Deadline deadline;

	private final boolean first;

	private final Scheduler delivery;

	private final AtomicBoolean left = new AtomicBoolean();

	Waiter(SharedCall call, CallTerms terms, Deadline deadline, boolean first, Scheduler delivery) {
		this.call = call;
		this.terms = terms;
		this.deadline = deadline;
		this.first = first;
		this.delivery = delivery;
	}

	/**
	 * Whether the call was made for this waiter, and the others joined it.
	 */
	public boolean isFirst() {
		return this.first;
	}

	/**
	 * Whether a failure of the call would have been this waiter's as well, had it asked
	 * by itself. It need not be when somebody else pays, or may ask more providers or
	 * fewer.
	 */
	public boolean sharesFailure() {
		return this.call.terms().equals(this.terms);
	}

	/**
	 * Waits for the answer.
	 * @return how the call ended
	 * @throws TimeoutException when this waiter's time is up, and not that of the call
	 * @throws InterruptedException when the waiting thread was interrupted; its interrupt
	 * flag is cleared
	 */
	public SharedResult await() throws TimeoutException, InterruptedException {
		try {
			return awaitInTime();
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
		finally {
			leave();
		}
	}

	private SharedResult awaitInTime() throws TimeoutException, InterruptedException, ExecutionException {
		try {
			return this.call.result().get(this.deadline.left().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			if (this.call.endsWith(this.deadline)) {
				return this.call.result().get();
			}
			throw ex;
		}
	}

	private static RuntimeException rethrow(@Nullable Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException exception) ? exception : new IllegalStateException(cause);
	}

	/**
	 * Watches the answer arrive. Everybody gets it on threads of their own: nobody waits
	 * until another has taken a chunk, or sees the security context and the like that may
	 * be bound to the thread that it arrives on.
	 * @return the chunks; ends with {@link UnansweredException} when the call fails, and
	 * with {@link TimeoutException} when this waiter's time is up, and not that of the
	 * call
	 */
	public Flux<SharedChunk> stream() {
		return this.call.stream()
			.map(SharedChunk::copy)
			.takeUntilOther(Mono.delay(this.deadline.left()).flatMap((zero) -> timeUp()))
			.doFinally((signal) -> leave())
			.publishOn(this.delivery);
	}

	private Mono<Object> timeUp() {
		return this.call.endsWith(this.deadline) ? Mono.never() : Mono.error(new TimeoutException());
	}

	private void leave() {
		if (this.left.compareAndSet(false, true)) {
			this.call.leave();
		}
	}

}
