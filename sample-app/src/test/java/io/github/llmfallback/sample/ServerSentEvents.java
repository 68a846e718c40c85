package io.github.llmfallback.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of a stream as text.
 */
final class ServerSentEvents {

	private ServerSentEvents() {
	}

	static List<Event> parse(String body) {
		List<Event> events = new ArrayList<>();
		for (String block : body.split("\n\n")) {
			String[] lines = block.split("\n");
			events.add(new Event(lines[0].substring("event:".length()), lines[1].substring("data:".length())));
		}
		return events;
	}

	record Event(String name, String data) {

	}

}
