package io.github.llmfallback.testsupport;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request that reached a server.
 *
 * @param path its path and query
 * @param headers its headers, names in lower case; the first value of each
 * @param body its JSON body
 */
public record ReceivedRequest(String path, Map<String, String> headers, JsonNode body) {

	/**
	 * A header by any spelling of its name.
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name.toLowerCase(Locale.ROOT));
	}

}
