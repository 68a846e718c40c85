package io.github.llmfallback.failure;

import java.util.ArrayList;
import java.util.List;

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
		List<Throwable> chain = new ArrayList<>(4);
		@Nullable Throwable link = exception;
		while (link != null && chain.size() < MAX_LENGTH && !contains(chain, link)) {
			chain.add(link);
			link = link.getCause();
		}
		return chain;
	}

	/**
	 * Goes by identity, because exceptions may take others for equal.
	 */
	private static boolean contains(List<Throwable> chain, Throwable exception) {
		for (Throwable link : chain) {
			if (link == exception) {
				return true;
			}
		}
		return false;
	}

}
