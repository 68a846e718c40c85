package io.github.llmfallback.budget;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The ids that ended last, in a ring.
 */
final class EndedIds {

	/** A power of two. */
	static final int CAPACITY = 16_384;

	private final AtomicReferenceArray<@Nullable String> ring = new AtomicReferenceArray<>(CAPACITY);

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Remembers an id.
	 * @param id has just ended
	 * @return the id that is forgotten instead, or {@code null} while there is room
	 */
	@Nullable String add(String id) {
		return this.ring.getAndSet(this.next.getAndIncrement() & (CAPACITY - 1), id);
	}

}
