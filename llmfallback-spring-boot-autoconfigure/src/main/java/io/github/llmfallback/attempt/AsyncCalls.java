package io.github.llmfallback.attempt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes blocking calls on other threads.
 */
public final class AsyncCalls {

	private final ExecutorService threads;

	/**
	 * Creates the calls.
	 * @param threads runs each call at once, without queueing
	 */
	public AsyncCalls(ExecutorService threads) {
		this.threads = threads;
	}

	/**
	 * Starts a call.
	 * @param call a blocking call
	 * @param <T> what the call returns
	 * @return completes with what the call returns or throws; cancelling it interrupts
	 * the call
	 */
	public <T> CompletableFuture<T> start(Supplier<T> call) {
		InterruptingFuture<T> future = new InterruptingFuture<>();
		future.runsAs(this.threads.submit(CallerContext.capture().wrap(() -> {
			try {
				future.complete(call.get());
			}
			catch (RuntimeException | Error ex) {
				future.completeExceptionally(ex);
			}
		})));
		return future;
	}

	/**
	 * Interrupts the call when it is cancelled.
	 */
	private static final class InterruptingFuture<T> extends CompletableFuture<T> {

		private volatile @Nullable Future<?> running;

		void runsAs(Future<?> running) {
			this.running = running;
			if (isCancelled()) {
				running.cancel(true);
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			Future<?> call = this.running;
			if (cancelled && call != null) {
				call.cancel(true);
			}
			return cancelled;
		}

	}

}
