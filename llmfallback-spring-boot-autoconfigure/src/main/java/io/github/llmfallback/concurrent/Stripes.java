package io.github.llmfallback.concurrent;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Parts of one whole, so that threads which write at the same time seldom write to the
 * same memory. Who reads looks at all of them.
 *
 * @param <T> the type of a part, safe for use by many threads
 */
public final class Stripes<T> {

	private static final int PER_PROCESSOR = 2;

	private static final int MOST = 16;

	private final List<T> parts;

	private final int mask;

	/**
	 * Creates the parts.
	 * @param part makes one of them
	 */
	public Stripes(Supplier<T> part) {
		int wanted = Math.min(MOST, PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
		int count = Integer.highestOneBit(wanted);
		this.parts = Stream.generate(part).limit(count).toList();
		this.mask = count - 1;
	}

	/**
	 * The part that the current thread writes to.
	 * @return always the same for the same thread
	 */
	public T own() {
		return this.parts.get((int) Thread.currentThread().getId() & this.mask);
	}

	/**
	 * All parts.
	 */
	public List<T> all() {
		return this.parts;
	}

}
