package io.github.llmfallback.budget;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What comes out of a step that one thread takes and another one waits for, until it
 * gives up. An interrupted one does not wait less, so that what came out is never in
 * doubt for want of a moment.
 */
final class LedgerAnswer<T> {

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	private final BiConsumer<@Nullable T, @Nullable Throwable> late;

	/**
	 * Creates the answer.
	 * @param late learns what came out, or why nothing did, once nobody waits for it
	 */
	LedgerAnswer(BiConsumer<@Nullable T, @Nullable Throwable> late) {
		this.late = late;
	}

	/**
	 * Whether nobody waits any more.
	 */
	boolean isGivenUp() {
		return this.answer.isDone();
	}

	/**
	 * Takes the step. Never fails itself.
	 */
	void take(Supplier<T> step) {
		T result;
		try {
			result = step.get();
		}
		catch (Throwable ex) {
			if (!this.answer.completeExceptionally(ex)) {
				this.late.accept(null, ex);
			}
			return;
		}
		if (!this.answer.complete(result)) {
			this.late.accept(result, null);
		}
	}

	/**
	 * Waits until the step is taken.
	 * @param patience how long. Looked up again when that is over: more than before, and
	 * the wait goes on
	 * @return what came out
	 * @throws SlowLedgerException when that took too long
	 */
	T await(Supplier<Patience> patience) {
		Patience waited = patience.get();
		long begun = System.nanoTime();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return this.answer.get(begun + waited.atMost().toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (TimeoutException ex) {
					Patience now = patience.get();
					if (!now.exceeds(waited)) {
						this.answer.completeExceptionally(SlowLedgerException.after(waited));
					}
					waited = now;
				}
			}
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static RuntimeException rethrow(@Nullable Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException exception) ? exception : new IllegalStateException(cause);
	}

}
