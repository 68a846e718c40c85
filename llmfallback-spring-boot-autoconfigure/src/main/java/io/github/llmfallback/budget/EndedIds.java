package io.github.llmfallback.budget;

import org.jspecify.annotations.Nullable;

/**
 * The ids that ended last, in a ring. Guarded by the {@link MemoryLedger}.
 */
final class EndedIds {

	/** A power of two. Few, so that they are still in the processor's caches. */
	static final int CAPACITY = 128;

	private final @Nullable String[] ring = new @Nullable String[CAPACITY];

	private int next;

	/**
	 * Remembers an id.
	 * @param id has just ended
	 * @return the id that is forgotten instead, or {@code null} while there is room
	 */
	@Nullable String add(String id) {
		int slot = this.next;
		this.next = (slot + 1) & (CAPACITY - 1);
		String forgotten = this.ring[slot];
		this.ring[slot] = id;
		return forgotten;
	}

}
