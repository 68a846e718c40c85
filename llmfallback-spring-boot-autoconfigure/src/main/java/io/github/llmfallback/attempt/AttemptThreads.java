package io.github.llmfallback.attempt;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.CustomizableThreadCreator;

/**
 * The threads that attempts run on: virtual ones where the JVM has them, one for each
 * attempt, else platform threads that are reused and end after a minute without work.
 */
public final class AttemptThreads {

	private static final int VIRTUAL_THREADS_SINCE = 21;

	private static final String PREFIX = "llm-fallback-";

	private AttemptThreads() {
	}

	/**
	 * Starts without any thread.
	 * @return an executor that never queues and whose threads keep no JVM alive
	 */
	public static ExecutorService create() {
		boolean virtual = Runtime.version().feature() >= VIRTUAL_THREADS_SINCE;
		return virtual ? pool(new VirtualThreadTaskExecutor(PREFIX).getVirtualThreadFactory(), 0) : pool(daemons(), 60);
	}

	private static ThreadFactory daemons() {
		CustomizableThreadCreator creator = new CustomizableThreadCreator(PREFIX);
		creator.setDaemon(true);
		return creator::createThread;
	}

	private static ExecutorService pool(ThreadFactory threads, long idleSeconds) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, idleSeconds, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads);
	}

}
