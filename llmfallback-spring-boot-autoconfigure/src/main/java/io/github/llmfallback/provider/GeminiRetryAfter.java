package io.github.llmfallback.provider;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;

import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the {@code Retry-After} header of an error. Google's SDK drops headers but puts
 * an error's details into the exception's message, so the header becomes the
 * {@code RetryInfo} detail that Google itself uses, unless the error has one
 * ({@code google.rpc.RetryInfo}, Google API design guide).
 */
final class GeminiRetryAfter implements Interceptor {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

	@Override
	public Response intercept(Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		Long seconds = response.isSuccessful() ? null : seconds(response);
		if (seconds == null) {
			return response;
		}
		try (ResponseBody body = Objects.requireNonNull(response.body())) {
			return response.newBuilder()
				.body(ResponseBody.create(withRetryInfo(body.string(), seconds), body.contentType()))
				.build();
		}
	}

	private static @Nullable Long seconds(Response response) {
		String value = response.header("Retry-After", "");
		if (Objects.requireNonNull(value).matches("\\d{1,9}")) {
			return Long.valueOf(value);
		}
		Date date = response.headers().getDate("Retry-After");
		Date sent = response.headers().getDate("Date");
		return (date != null && sent != null) ? Duration.between(sent.toInstant(), date.toInstant()).toSeconds() : null;
	}

	private static String withRetryInfo(String body, long seconds) {
		ObjectNode answer = read(body);
		ObjectNode error = error(answer);
		ArrayNode details = (error.get("details") instanceof ArrayNode array) ? array : error.putArray("details");
		for (JsonNode detail : details) {
			if (RETRY_INFO.equals(detail.path("@type").asString(""))) {
				return body;
			}
		}
		details.addObject().put("@type", RETRY_INFO).put("retryDelay", seconds + "s");
		return JSON.writeValueAsString(answer);
	}

	/**
	 * A gateway in between may send a plain text where Google sends an object.
	 */
	private static ObjectNode error(ObjectNode answer) {
		JsonNode given = answer.path("error");
		if (given instanceof ObjectNode error) {
			return error;
		}
		ObjectNode error = answer.putObject("error");
		return given.isString() ? error.set("message", given) : error;
	}

	/**
	 * An unreadable error says nothing to the SDK either.
	 */
	private static ObjectNode read(String body) {
		try {
			return (JSON.readTree(body) instanceof ObjectNode object) ? object : JSON.createObjectNode();
		}
		catch (JacksonException ex) {
			return JSON.createObjectNode();
		}
	}

}
