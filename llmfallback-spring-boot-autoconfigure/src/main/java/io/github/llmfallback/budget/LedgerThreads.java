package io.github.llmfallback.budget;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads on which a ledger is asked and told, because whatever asks the store may wait
 * much longer than calls have time: for a connection of a pool that is used up, for
 * example.
 */
final class LedgerThreads {

	private static final int THREADS = 16;

	private static final int IDLE_SECONDS = 10;

	/** How many steps may wait for a thread. */
	private static final int QUEUE = 100_000;

	private final ThreadFactory factory;

	private final ThreadPoolExecutor threads;

	LedgerThreads() {
		this(daemons());
	}

	LedgerThreads(ThreadFactory factory) {
		this.factory = factory;
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(QUEUE), factory);
		this.threads.allowCoreThreadTimeOut(true);
	}

	private static ThreadFactory daemons() {
		CustomizableThreadFactory daemons = new CustomizableThreadFactory("llm-fallback-ledger-");
		daemons.setDaemon(true);
		return daemons;
	}

	/**
	 * Asks what is of no use once nobody waits for it: it is not asked any more when its
	 * turn comes after that.
	 * @param question asks the ledger
	 * @param patience how long may be waited. Looked up again when that is over: more
	 * than before, and the wait goes on
	 * @param late learns what came out, or why nothing did, of a question under way that
	 * was waited for in vain
	 * @return what comes out
	 * @throws SlowLedgerException when it did not come out in time
	 * @throws LedgerUnavailableException when the store is out of reach
	 */
	<T> T ask(Supplier<T> question, Supplier<Patience> patience, BiConsumer<@Nullable T, @Nullable Throwable> late) {
		LedgerAnswer<T> answer = new LedgerAnswer<>(late);
		begin(() -> {
			if (!answer.isGivenUp()) {
				answer.take(question);
			}
		});
		return answer.await(patience);
	}

	/**
	 * Tells what the ledger has to know, whether anybody waits for it or not.
	 * @param news tells the ledger
	 * @param patience how long may be waited
	 * @param late learns what came out, or why nothing did, of what was waited for in
	 * vain
	 * @return what comes out
	 * @throws SlowLedgerException when it did not come out in time, and goes on
	 * @throws LedgerUnavailableException when the store is out of reach
	 */
	<T> T tell(Supplier<T> news, Patience patience, BiConsumer<@Nullable T, @Nullable Throwable> late) {
		LedgerAnswer<T> answer = new LedgerAnswer<>(late);
		begin(() -> answer.take(news));
		return answer.await(() -> patience);
	}

	private void begin(Runnable step) {
		try {
			beginOnAThread(step);
		}
		catch (OutOfMemoryError ex) {
			throw new LedgerUnavailableException("no thread can be started to ask the budget ledger's store", ex);
		}
	}

	private void beginOnAThread(Runnable step) {
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
			return this.threads.awaitTermination(Patience.LONGEST.atMost().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
