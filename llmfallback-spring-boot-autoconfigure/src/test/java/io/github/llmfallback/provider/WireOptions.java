package io.github.llmfallback.provider;

import java.util.List;
import java.util.stream.StreamSupport;

import io.github.llmfallback.testsupport.ReceivedRequest;
import io.github.llmfallback.testsupport.Vendor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The options that arrived at a server, whichever way its vendor writes them.
 *
 * @param model the model asked for
 * @param temperature the temperature
 * @param maxTokens the bound of the answer
 * @param stop stop sequences
 * @param tools names of the tools
 * @param schemaFields required fields of the output schema
 */
record WireOptions(String model, @Nullable Double temperature, @Nullable Integer maxTokens, List<String> stop,
		List<String> tools, List<String> schemaFields) {

	static WireOptions read(Vendor vendor, ReceivedRequest request) {
		JsonNode body = request.body();
		return switch (vendor) {
			case OPENAI -> new WireOptions(body.path("model").asString(), decimal(body.path("temperature")),
					integer(body.path(body.has("max_tokens") ? "max_tokens" : "max_completion_tokens")),
					strings(body.path("stop")), names(body.path("tools"), "/function/name"),
					strings(body.at("/response_format/json_schema/schema/required")));
			case ANTHROPIC -> new WireOptions(body.path("model").asString(), decimal(body.path("temperature")),
					integer(body.path("max_tokens")), strings(body.path("stop_sequences")),
					names(body.path("tools"), "/name"), strings(body.at("/output_config/format/schema/required")));
			case GEMINI -> new WireOptions(request.path().replaceAll(".*/models/|:.*", ""),
					decimal(body.at("/generationConfig/temperature")),
					integer(body.at("/generationConfig/maxOutputTokens")),
					strings(body.at("/generationConfig/stopSequences")),
					names(body.at("/tools/0/functionDeclarations"), "/name"),
					strings(body.at("/generationConfig/responseJsonSchema/required")));
			case OLLAMA -> new WireOptions(body.path("model").asString(), decimal(body.at("/options/temperature")),
					integer(body.at("/options/num_predict")), strings(body.at("/options/stop")),
					names(body.path("tools"), "/function/name"), strings(body.at("/format/required")));
		};
	}

	private static @Nullable Double decimal(JsonNode node) {
		return node.isNumber() ? node.asDouble() : null;
	}

	private static @Nullable Integer integer(JsonNode node) {
		return node.isNumber() ? node.asInt() : null;
	}

	private static List<String> strings(JsonNode node) {
		return node.isString() ? List.of(node.asString()) : names(node, "");
	}

	private static List<String> names(JsonNode nodes, String pointer) {
		return StreamSupport.stream(nodes.spliterator(), false).map((node) -> node.at(pointer).asString()).toList();
	}

}
