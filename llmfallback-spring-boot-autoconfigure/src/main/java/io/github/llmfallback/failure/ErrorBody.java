package io.github.llmfallback.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an error answer says, in any of the shapes vendors give it: the error under
 * {@code error}, at the top level, as a plain string or inside an array.
 *
 * @param codes its machine-readable identifiers, most specific first
 * @param text its human-readable message and details, cut to a length worth searching
 */
record ErrorBody(List<VendorCode> codes, String text) {

	static final ErrorBody NONE = new ErrorBody(List.of(), "");

	private static final int MAX_TEXT = 8192;

	private static final List<String> CODE_FIELDS = List.of("code", "type", "status", "reason");

	private static final List<String> TEXT_FIELDS = List.of("message", "detail", "details");

	/** The first characters of objects, arrays, strings and numbers. */
	private static final String JSON_STARTS = "{[\"-0123456789";

	private static final JsonMapper JSON = JsonMapper.shared();

	ErrorBody {
		codes = List.copyOf(codes);
		text = text.substring(0, Math.min(text.length(), MAX_TEXT));
	}

	/**
	 * Reads a body as it came over the wire.
	 * @param body JSON or any other text
	 * @return what it says; all of it is text when it is not JSON
	 */
	static ErrorBody parse(String body) {
		if (!mayBeJson(body)) {
			return new ErrorBody(List.of(), body);
		}
		try {
			return of(JSON.readValue(body, Object.class));
		}
		catch (JacksonException ex) {
			return new ErrorBody(List.of(), body);
		}
	}

	/**
	 * Most texts that are no JSON are told apart without the exception of a parser.
	 */
	private static boolean mayBeJson(String body) {
		String text = body.stripLeading();
		return !text.isEmpty() && (JSON_STARTS.indexOf(text.charAt(0)) >= 0 || text.startsWith("true")
				|| text.startsWith("false") || text.startsWith("null"));
	}

	/**
	 * Reads a body that is already parsed.
	 * @param tree maps, lists and scalars
	 * @return what it says, nothing when it has none of the known shapes
	 */
	static ErrorBody of(@Nullable Object tree) {
		if (tree instanceof List<?> list && !list.isEmpty()) {
			return of(list.get(0));
		}
		if (tree instanceof Map<?, ?> map) {
			return of(map);
		}
		return (tree instanceof String text) ? new ErrorBody(List.of(), text) : NONE;
	}

	private static ErrorBody of(Map<?, ?> map) {
		Object error = map.get("error");
		if (error instanceof Map<?, ?> nested) {
			return of(nested);
		}
		List<VendorCode> codes = new ArrayList<>();
		addCodes(codes, map);
		if (map.get("innererror") instanceof Map<?, ?> inner) {
			addCodes(codes, inner);
		}
		if (map.get("details") instanceof List<?> details) {
			details.forEach((detail) -> addCodes(codes, detail));
		}
		Stream<?> texts = Stream.concat(Stream.ofNullable(error),
				TEXT_FIELDS.stream().map(map::get).filter((value) -> value != null));
		return new ErrorBody(codes, String.join("\n", texts.map(String::valueOf).toList()));
	}

	private static void addCodes(List<VendorCode> codes, @Nullable Object tree) {
		if (tree instanceof Map<?, ?> map) {
			CODE_FIELDS.stream()
				.map(map::get)
				.filter((value) -> value instanceof String || value instanceof Number)
				.map((value) -> new VendorCode(String.valueOf(value)))
				.forEach(codes::add);
		}
	}

}
