package io.github.llmfallback.attempt;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that attempts run on, which are reused and end after a minute without work.
 * None of them is virtual: those that wait for a class to be loaded keep their carrier,
 * so a few first requests at once could stop all of them for good.
 */
public final class AttemptThreads {

	private static final int IDLE_SECONDS = 60;

	private static final String PREFIX = "llm-fallback-";

	private AttemptThreads() {
	}

	/**
	 * Starts without any thread.
	 * @return an executor that never queues and whose threads keep no JVM alive; where
	 * the system starts none any more it rejects the task
	 */
	public static ThreadPoolExecutor create() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(PREFIX);
		threads.setDaemon(true);
		return create(threads);
	}

	static ThreadPoolExecutor create(ThreadFactory threads) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads) {

			@Override
			public void execute(Runnable task) {
				try {
					super.execute(task);
				}
				catch (OutOfMemoryError ex) {
					throw new RejectedExecutionException("no thread can be started", ex);
				}
			}

		};
	}

	/**
	 * Lets threads end as soon as they have no work. They go on working, so that calls
	 * under way end as they would.
	 */
	public static void letGo(ThreadPoolExecutor threads) {
		threads.setKeepAliveTime(0, TimeUnit.SECONDS);
	}

}
