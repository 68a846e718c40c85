package io.github.llmfallback.failure;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.openai.core.JsonField;
import com.openai.models.ErrorObject;

import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.UnknownHttpStatusCodeException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Builds the exception that each client library makes of an error answer.
 */
enum ErrorFamily {

	OPENAI {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			com.openai.core.http.Headers.Builder all = com.openai.core.http.Headers.builder();
			headers.forEach(all::put);
			JsonField<ErrorObject> error = openAiError(body);
			return switch (status) {
				case 400 -> com.openai.errors.BadRequestException.builder().headers(all.build()).error(error).build();
				case 401 -> com.openai.errors.UnauthorizedException.builder().headers(all.build()).error(error).build();
				case 403 ->
					com.openai.errors.PermissionDeniedException.builder().headers(all.build()).error(error).build();
				case 404 -> com.openai.errors.NotFoundException.builder().headers(all.build()).error(error).build();
				case 422 ->
					com.openai.errors.UnprocessableEntityException.builder().headers(all.build()).error(error).build();
				case 429 -> com.openai.errors.RateLimitException.builder().headers(all.build()).error(error).build();
				case 200 ->
					com.openai.errors.SseException.builder().statusCode(200).headers(all.build()).error(error).build();
				default -> (status >= 500)
						? com.openai.errors.InternalServerException.builder()
							.statusCode(status)
							.headers(all.build())
							.error(error)
							.build()
						: com.openai.errors.UnexpectedStatusCodeException.builder()
							.statusCode(status)
							.headers(all.build())
							.error(error)
							.build();
			};
		}
	},

	ANTHROPIC {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			com.anthropic.core.http.Headers.Builder all = com.anthropic.core.http.Headers.builder();
			headers.forEach(all::put);
			com.anthropic.core.JsonValue json = anthropicBody(body);
			return switch (status) {
				case 400 -> com.anthropic.errors.BadRequestException.builder().headers(all.build()).body(json).build();
				case 401 ->
					com.anthropic.errors.UnauthorizedException.builder().headers(all.build()).body(json).build();
				case 403 ->
					com.anthropic.errors.PermissionDeniedException.builder().headers(all.build()).body(json).build();
				case 404 -> com.anthropic.errors.NotFoundException.builder().headers(all.build()).body(json).build();
				case 422 ->
					com.anthropic.errors.UnprocessableEntityException.builder().headers(all.build()).body(json).build();
				case 429 -> com.anthropic.errors.RateLimitException.builder().headers(all.build()).body(json).build();
				case 200 ->
					com.anthropic.errors.SseException.builder().statusCode(200).headers(all.build()).body(json).build();
				default -> (status >= 500)
						? com.anthropic.errors.InternalServerException.builder()
							.statusCode(status)
							.headers(all.build())
							.body(json)
							.build()
						: com.anthropic.errors.UnexpectedStatusCodeException.builder()
							.statusCode(status)
							.headers(all.build())
							.body(json)
							.build();
			};
		}
	},

	GOOGLE {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			JsonNode error = (json(body) != null) ? json(body).path("error") : null;
			String message = (error != null) ? error.path("message").asText() : "";
			String code = (error != null && error.has("status")) ? error.get("status").asText() : "";
			if (error != null && error.has("details")) {
				message += "\nDetails: " + error.get("details").get(0);
			}
			if (status >= 500) {
				return new RuntimeException("Failed to generate content", new ServerException(status, code, message));
			}
			return new RuntimeException("Failed to generate content", (status >= 400)
					? new ClientException(status, code, message) : new ApiException(status, code, message));
		}
	},

	REST_CLIENT {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			HttpHeaders all = new HttpHeaders();
			headers.forEach(all::set);
			HttpStatusCode code = HttpStatusCode.valueOf(status);
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			if (code.is5xxServerError()) {
				return HttpServerErrorException.create(code, "", all, bytes, StandardCharsets.UTF_8);
			}
			return code.is4xxClientError()
					? HttpClientErrorException.create(code, "", all, bytes, StandardCharsets.UTF_8)
					: new UnknownHttpStatusCodeException(status, "", all, bytes, StandardCharsets.UTF_8);
		}
	},

	WEB_CLIENT {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			HttpHeaders all = new HttpHeaders();
			headers.forEach(all::set);
			return WebClientResponseException.create(status, "", all, body.getBytes(StandardCharsets.UTF_8),
					StandardCharsets.UTF_8);
		}
	},

	SPRING_AI_TEXT {
		@Override
		Throwable exception(int status, String body, Map<String, String> headers) {
			String text = status + " - " + body;
			return (status < 500) ? new NonTransientAiException(text) : new TransientAiException(text);
		}
	};

	private static final JsonMapper JSON = com.openai.core.ObjectMappers.jsonMapper();

	abstract Throwable exception(int status, String body, Map<String, String> headers);

	Throwable exception(int status, String body) {
		return exception(status, body, Map.of());
	}

	boolean passesHeadersOn() {
		return this != GOOGLE && this != SPRING_AI_TEXT;
	}

	private static JsonField<ErrorObject> openAiError(String body) {
		JsonNode tree = json(body);
		if (tree == null) {
			return com.openai.core.JsonMissing.of();
		}
		if (!tree.has("error")) {
			return com.openai.core.JsonValue.fromJsonNode(tree);
		}
		return JSON.convertValue(tree.get("error"), new TypeReference<JsonField<ErrorObject>>() {
		});
	}

	private static com.anthropic.core.JsonValue anthropicBody(String body) {
		JsonNode tree = json(body);
		return (tree != null) ? com.anthropic.core.JsonValue.fromJsonNode(tree) : com.anthropic.core.JsonMissing.of();
	}

	private static JsonNode json(String body) {
		try {
			return JSON.readTree(body);
		}
		catch (JsonProcessingException ex) {
			return null;
		}
	}

}
