package io.github.llmfallback.provider;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads that read streams whose vendor's client can only wait for its bytes. There are
 * as many as there are streams, so that no stream waits for another, they end after a
 * minute without work and never keep an application from exiting.
 */
final class StreamThreads {

	private StreamThreads() {
	}

	static ExecutorService pool(String vendor) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("llm-fallback-" + vendor + "-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), threads);
	}

}
