package io.github.llmfallback.provider;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tells whole events of a stream from broken ones.
 */
final class JsonEvents {

	private static final JsonFactory JSON = new JsonFactory();

	private JsonEvents() {
	}

	/**
	 * Whether a text is one JSON object or array and nothing else.
	 */
	static boolean isWhole(String text) {
		if (!text.startsWith("{") && !text.startsWith("[")) {
			return false;
		}
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
			parser.nextToken();
			parser.skipChildren();
			return parser.currentToken() != null && parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
