package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.Map;

import com.anthropic.errors.AnthropicServiceException;
import com.google.genai.errors.ApiException;
import com.openai.errors.OpenAIServiceException;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Whatever a vendor says with an error can be read from the exception.
 */
class VendorErrorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Map<String, String> RETRY_AFTER = Map.of("Retry-After", "7");

	private static final Prompt PROMPT = new Prompt("Hello");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void openAiKeepsStatusAndHeaders(boolean stream) {
		assertThat(failure(Preset.OPENAI, RETRY_AFTER, null, stream))
			.isInstanceOfSatisfying(OpenAIServiceException.class, (ex) -> {
				assertThat(ex.statusCode()).isEqualTo(429);
				assertThat(ex.headers().values("retry-after")).containsExactly("7");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anthropicKeepsStatusAndHeaders(boolean stream) {
		assertThat(failure(Preset.ANTHROPIC, RETRY_AFTER, null, stream))
			.isInstanceOfSatisfying(AnthropicServiceException.class, (ex) -> {
				assertThat(ex.statusCode()).isEqualTo(429);
				assertThat(ex.headers().values("retry-after")).containsExactly("7");
			});
	}

	@Test
	void ollamaKeepsStatusHeadersAndBodyOfACall() {
		assertThat(failure(Preset.OLLAMA, RETRY_AFTER, null, false))
			.isInstanceOfSatisfying(RestClientResponseException.class, (ex) -> {
				assertThat(ex.getStatusCode().value()).isEqualTo(429);
				assertThat(ex.getResponseHeaders()).isNotNull();
				assertThat(ex.getResponseHeaders().getFirst("Retry-After")).isEqualTo("7");
				assertThat(ex.getResponseBodyAsString()).contains("usage limit");
			});
	}

	@Test
	void ollamaKeepsStatusAndHeadersOfAStream() {
		assertThat(failure(Preset.OLLAMA, RETRY_AFTER, null, true))
			.isInstanceOfSatisfying(WebClientResponseException.class, (ex) -> {
				assertThat(ex.getStatusCode().value()).isEqualTo(429);
				assertThat(ex.getHeaders().getFirst("Retry-After")).isEqualTo("7");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void geminiKeepsStatusAndMessageAndTellsRetryAfterAsADetail(boolean stream) {
		assertThat(failure(Preset.GEMINI, RETRY_AFTER, null, stream)).isInstanceOfSatisfying(ApiException.class,
				(ex) -> {
					assertThat(ex.code()).isEqualTo(429);
					assertThat(ex.message()).contains("exceeded your current quota").contains("\"retryDelay\":\"7s\"");
				});
	}

	@Test
	void geminiTellsARetryAfterDateAsADetail() {
		Map<String, String> headers = Map.of("Date", "Fri, 20 Nov 2026 10:00:00 GMT", "Retry-After",
				"Fri, 20 Nov 2026 10:01:30 GMT");
		assertThat(failure(Preset.GEMINI, headers, null, false)).isInstanceOfSatisfying(ApiException.class,
				(ex) -> assertThat(ex.message()).contains("\"retryDelay\":\"90s\""));
	}

	@Test
	void geminiPrefersTheDetailThatGoogleGives() {
		String body = """
				{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[
				{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}""";
		assertThat(failure(Preset.GEMINI, RETRY_AFTER, body, false)).isInstanceOfSatisfying(ApiException.class,
				(ex) -> assertThat(ex.message()).contains("\"retryDelay\":\"34s\"").doesNotContain("7s"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>busy</html>", "[1]", "{\"error\":\"busy\"}", "{\"error\":[]}",
			"{\"error\":null}", "{\"error\":{\"details\":\"x\"}}", "{\"error\":{\"details\":null}}" })
	void geminiTellsRetryAfterOfAnUnreadableError(String body) {
		assertThat(failure(Preset.GEMINI, RETRY_AFTER, body, false)).isInstanceOfSatisfying(ApiException.class,
				(ex) -> {
					assertThat(ex.code()).isEqualTo(429);
					assertThat(ex.message()).contains("\"retryDelay\":\"7s\"");
				});
	}

	@Test
	void geminiKeepsWhatAnUnusualErrorSays() {
		String body = "{\"error\":\"rate limit exceeded\"}";
		assertThat(failure(Preset.GEMINI, RETRY_AFTER, body, false)).isInstanceOfSatisfying(ApiException.class,
				(ex) -> assertThat(ex.message()).contains("rate limit exceeded", "\"retryDelay\":\"7s\""));
	}

	@ParameterizedTest
	@CsvSource({ "soon", "-5", "99999999999999999999", "''" })
	void geminiIgnoresARetryAfterThatMakesNoSense(String value) {
		assertThat(failure(Preset.GEMINI, Map.of("Retry-After", value), null, false))
			.isInstanceOfSatisfying(ApiException.class, (ex) -> {
				assertThat(ex.code()).isEqualTo(429);
				assertThat(ex.message()).doesNotContain("retryDelay");
			});
	}

	private static Throwable failure(Preset preset, Map<String, String> headers, String body, boolean stream) {
		try (VendorServer server = VendorServer.start(preset.vendor())
			.responds(429, headers, (body != null) ? body : preset.vendor().error(429))) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			Throwable failure = catchThrowable(
					() -> ((stream) ? model.stream(PROMPT).blockLast(TIMEOUT) : model.call(PROMPT)).toString());
			return NestedExceptionUtils.getMostSpecificCause(failure);
		}
	}

}
