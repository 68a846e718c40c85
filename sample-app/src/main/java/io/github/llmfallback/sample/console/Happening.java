package io.github.llmfallback.sample.console;

import java.time.Instant;

/**
 * Something worth a line in the log of the page.
 *
 * @param at when
 * @param type the simple name of the event
 * @param event what the library published
 * @param count how often it happened
 */
record Happening(Instant at, String type, Object event, int count) {

	static Happening of(Instant at, Object event, int count) {
		return new Happening(at, event.getClass().getSimpleName(), event, count);
	}

}
