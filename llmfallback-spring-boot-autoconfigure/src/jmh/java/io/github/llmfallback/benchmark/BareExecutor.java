package io.github.llmfallback.benchmark;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The executor that a user would take: cached platform threads on Java 17, a virtual
 * thread for each task on Java 21 and newer.
 */
final class BareExecutor {

	private BareExecutor() {
	}

	static ExecutorService create() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException ex) {
			return Executors.newCachedThreadPool();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
