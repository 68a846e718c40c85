package io.github.llmfallback.attempt;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;
import org.springframework.util.CustomizableThreadCreator;

/**
 * The threads that attempts run on: virtual ones where the JVM has them, else platform
 * threads that are reused and end after a minute without work.
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
		return (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) ? virtual() : platform();
	}

	private static ExecutorService virtual() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(PREFIX);
		executor.setVirtualThreads(true);
		return new ExecutorServiceAdapter(executor);
	}

	private static ExecutorService platform() {
		CustomizableThreadCreator creator = new CustomizableThreadCreator(PREFIX);
		creator.setDaemon(true);
		ThreadFactory daemons = creator::createThread;
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemons);
	}

}
