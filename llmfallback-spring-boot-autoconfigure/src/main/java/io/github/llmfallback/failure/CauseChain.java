package io.github.llmfallback.failure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An exception and its causes, the thrown one first. Ends where a chain bites its own
 * tail and at a length no honest chain reaches.
 */
final class CauseChain {

	private static final int MAX_LENGTH = 100;

	private CauseChain() {
	}

	static List<Throwable> of(Throwable exception) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> chain = new ArrayList<>();
		@Nullable Throwable link = exception;
		while (link != null && chain.size() < MAX_LENGTH && seen.add(link)) {
			chain.add(link);
			link = link.getCause();
		}
		return chain;
	}

}
