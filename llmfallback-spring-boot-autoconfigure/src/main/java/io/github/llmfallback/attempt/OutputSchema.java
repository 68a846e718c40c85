package io.github.llmfallback.attempt;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.converter.CompositeResponseTextCleaner;
import org.springframework.ai.converter.MarkdownCodeBlockCleaner;
import org.springframework.ai.converter.ResponseTextCleaner;
import org.springframework.ai.converter.ThinkingTagCleaner;
import org.springframework.ai.converter.WhitespaceCleaner;

/**
 * Checks an answer against the JSON schema that was asked for: types, required
 * properties, enumerations, items and nested objects. Other keywords are left to the
 * application, which reads the answer into its own types anyway.
 */
final class OutputSchema {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** What Spring AI removes, too, before it reads an answer. */
	private static final ResponseTextCleaner ORNAMENTS = new CompositeResponseTextCleaner(new WhitespaceCleaner(),
			new ThinkingTagCleaner(), new MarkdownCodeBlockCleaner());

	private OutputSchema() {
	}

	/**
	 * Looks for the first violation.
	 * @param schema the JSON schema; one that is no JSON is not checked
	 * @param answer what the model wrote
	 * @return what is wrong without quoting the answer, or {@code null} when nothing is
	 */
	static @Nullable String violation(String schema, String answer) {
		JsonNode rules;
		try {
			rules = JSON.readTree(schema);
		}
		catch (JacksonException ex) {
			return null;
		}
		try {
			return violation(rules, JSON.readTree(bare(answer)), "the answer");
		}
		catch (JacksonException ex) {
			return "the answer is not the JSON that was asked for";
		}
	}

	private static String bare(String answer) {
		String bare = ORNAMENTS.clean(answer);
		return (bare != null) ? bare : "";
	}

	private static @Nullable String violation(JsonNode rules, @Nullable JsonNode value, String path) {
		if (value == null || value.isMissingNode()) {
			return path + " is not JSON";
		}
		if (!hasType(rules.path("type"), value)) {
			return path + " is not of type " + rules.path("type");
		}
		if (rules.path("enum").isArray() && !contains(rules.path("enum"), value)) {
			return path + " is none of the allowed values";
		}
		for (JsonNode required : rules.path("required")) {
			if (value.isObject() && !value.has(required.asString())) {
				return path + " lacks '" + required.asString() + "'";
			}
		}
		return violationInside(rules, value, path);
	}

	private static @Nullable String violationInside(JsonNode rules, JsonNode value, String path) {
		if (value.isObject()) {
			for (Map.Entry<String, JsonNode> property : rules.path("properties").properties()) {
				JsonNode child = value.get(property.getKey());
				String violation = (child != null)
						? violation(property.getValue(), child, path + "." + property.getKey()) : null;
				if (violation != null) {
					return violation;
				}
			}
		}
		if (value.isArray() && rules.path("items").isObject()) {
			for (JsonNode item : value) {
				String violation = violation(rules.path("items"), item, path + "[]");
				if (violation != null) {
					return violation;
				}
			}
		}
		return null;
	}

	private static boolean hasType(JsonNode type, JsonNode value) {
		if (type.isArray()) {
			for (JsonNode one : type) {
				if (hasType(one, value)) {
					return true;
				}
			}
			return type.isEmpty();
		}
		return switch (type.asString("")) {
			case "object" -> value.isObject();
			case "array" -> value.isArray();
			case "string" -> value.isString();
			case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
			case "number" -> value.isNumber();
			case "boolean" -> value.isBoolean();
			case "null" -> value.isNull();
			default -> true;
		};
	}

	private static boolean contains(JsonNode allowed, JsonNode value) {
		for (JsonNode one : allowed) {
			if (one.equals(value)) {
				return true;
			}
		}
		return false;
	}

}
