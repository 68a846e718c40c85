package io.github.llmfallback.testsupport;

/**
 * Threads that the virtual machine cannot start, as at a container's limit: there is no
 * room for their stacks.
 */
public final class NoThreads {

	private static final long STACK_SIZE = 1L << 60;

	private NoThreads() {
	}

	/**
	 * A thread whose start fails with an {@link OutOfMemoryError}.
	 */
	public static Thread create(Runnable task) {
		return new Thread(null, task, "without room", STACK_SIZE);
	}

}
