package io.github.llmfallback.testsupport;

import tools.jackson.databind.JsonNode;

/**
 * How one family of vendors puts an answer or an error on the wire.
 */
interface WireFormat {

	/**
	 * What follows the base URL in the path of a request for an answer, as a regular
	 * expression.
	 */
	String blockingPath();

	String streamingPath();

	/**
	 * Whether the two paths are the same, so that the request's body says which one is
	 * meant.
	 */
	default boolean isStreamFlagged() {
		return blockingPath().equals(streamingPath());
	}

	/**
	 * What a client's base URL ends with.
	 */
	default String basePath() {
		return "";
	}

	String streamingContentType();

	String blocking(Answer answer);

	String streaming(Answer answer);

	/**
	 * The vendor's usual error for a status.
	 */
	String error(int status);

	/**
	 * A server-sent event.
	 */
	static String sse(JsonNode data) {
		return "data: " + data + "\n\n";
	}

	static String sse(String event, JsonNode data) {
		return "event: " + event + "\n" + sse(data);
	}

}
