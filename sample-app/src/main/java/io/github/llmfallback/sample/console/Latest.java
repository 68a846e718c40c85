package io.github.llmfallback.sample.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Remembers the latest few. Thread-safe.
 *
 * @param <T> of what
 */
final class Latest<T> {

	private final int most;

	private final Deque<T> kept = new ArrayDeque<>();

	Latest(int most) {
		this.most = most;
	}

	synchronized void add(T one) {
		if (this.kept.size() == this.most) {
			this.kept.removeFirst();
		}
		this.kept.addLast(one);
	}

	/**
	 * The oldest first.
	 */
	synchronized List<T> all() {
		return List.copyOf(this.kept);
	}

}
