package io.github.llmfallback.budget;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Asks a ledger on threads of its own, because what asks the store may wait much longer
 * than calls have time: for a connection of a pool that is used up, for example. Nobody
 * waits longer than they may, nor than five seconds; an interrupted caller does not wait
 * less, so that what came out is never in doubt for want of a moment.
 */
final class LedgerThreads {

	/** The longest that anybody waits. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int THREADS = 16;

	private static final int IDLE_SECONDS = 10;

	/** How many steps may wait for a thread. */
	private static final int QUEUE = 100_000;

	private final BudgetLedger ledger;

	private final CustomizableThreadFactory factory = new CustomizableThreadFactory("llm-fallback-ledger-");

	private final ThreadPoolExecutor threads;

	LedgerThreads(BudgetLedger ledger) {
		this.ledger = ledger;
		this.factory.setDaemon(true);
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(QUEUE), this.factory);
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Takes a step and waits for what comes out.
	 * @param step asks the ledger
	 * @param patience how long may be waited; not at all when zero or negative. Asked for
	 * again when that is over: more than before, and the wait goes on
	 * @param late learns what came out, or why nothing did, of a step that was waited for
	 * in vain
	 * @return what comes out
	 * @throws LedgerUnavailableException when the store is out of reach
	 * @throws SlowLedgerException when it did not answer in time
	 */
	<T> T ask(Function<BudgetLedger, T> step, Supplier<Duration> patience,
			BiConsumer<@Nullable T, @Nullable Throwable> late) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		begin(() -> take(step, answer, late));
		return await(answer, () -> shorter(patience.get(), PATIENCE));
	}

	private void begin(Runnable step) {
		try {
			this.threads.execute(step);
		}
		catch (RejectedExecutionException ex) {
			if (!this.threads.isShutdown()) {
				throw new LedgerUnavailableException(
						"the budget ledger's store has not answered " + QUEUE + " earlier questions", ex);
			}
			this.factory.newThread(step).start();
		}
	}

	private <T> void take(Function<BudgetLedger, T> step, CompletableFuture<T> answer,
			BiConsumer<@Nullable T, @Nullable Throwable> late) {
		T result;
		try {
			result = takeUnlessGivenUp(step, answer);
		}
		catch (Throwable ex) {
			if (!answer.completeExceptionally(ex)) {
				late.accept(null, ex);
			}
			return;
		}
		if (!answer.complete(result)) {
			late.accept(result, null);
		}
	}

	private <T> T takeUnlessGivenUp(Function<BudgetLedger, T> step, CompletableFuture<T> answer) {
		if (answer.isDone()) {
			throw SlowLedgerException.untried();
		}
		return step.apply(this.ledger);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static <T> T await(CompletableFuture<T> answer, Supplier<Duration> patience) {
		Duration atMost = patience.get();
		long begun = System.nanoTime();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return answer.get(begun + atMost.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (TimeoutException ex) {
					Duration now = patience.get();
					if (now.compareTo(atMost) <= 0) {
						answer.completeExceptionally(SlowLedgerException.after(atMost));
					}
					atMost = now;
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

	/**
	 * How many steps wait for a thread.
	 */
	int waiting() {
		return this.threads.getQueue().size();
	}

	/**
	 * Waits a moment for the steps under way. Later ones get a thread each.
	 * @return whether all of them have come to an end
	 */
	boolean close() {
		this.threads.shutdown();
		try {
			return this.threads.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
