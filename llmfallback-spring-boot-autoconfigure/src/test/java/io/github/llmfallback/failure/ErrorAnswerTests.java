package io.github.llmfallback.failure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import com.google.genai.errors.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

import static io.github.llmfallback.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfallback.failure.FailureKind.CONTENT_FILTERED;
import static io.github.llmfallback.failure.FailureKind.CONTEXT_LENGTH_EXCEEDED;
import static io.github.llmfallback.failure.FailureKind.INVALID_REQUEST;
import static io.github.llmfallback.failure.FailureKind.MALFORMED_RESPONSE;
import static io.github.llmfallback.failure.FailureKind.MODEL_NOT_FOUND;
import static io.github.llmfallback.failure.FailureKind.OVERLOADED;
import static io.github.llmfallback.failure.FailureKind.QUOTA_EXHAUSTED;
import static io.github.llmfallback.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfallback.failure.FailureKind.SERVER_ERROR;
import static io.github.llmfallback.failure.FailureKind.TIMEOUT;
import static io.github.llmfallback.failure.FailureKind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Error answers as vendors send them, through every client library that can carry them.
 */
class ErrorAnswerTests {

	private static final String OPENAI_AUTH = """
			{"error":{"message":"Incorrect API key provided: sk-live-4242.","type":"invalid_request_error",\
			"param":null,"code":"invalid_api_key"}}""";

	private final FailureClassifiers classifiers = FailureClassifiers.builtIn();

	@ParameterizedTest
	@MethodSource
	void statusDecidesWhenTheBodySaysNothing(int status, FailureKind kind) {
		for (ErrorFamily family : ErrorFamily.values()) {
			for (String body : new String[] { "", "{}", "{\"error\":null}", "[]", "<html>sorry</html>",
					"{\"error\":{\"message\":\"sorry\"}}", "{\"error\":\"sorry\"}",
					"{\"detail\":[{\"msg\":\"no\"}]}" }) {
				Failure failure = this.classifiers.classify(family.exception(status, body));
				assertThat(failure.kind()).as("%s %s %s", family, status, body).isEqualTo(kind);
				assertThat(failure.message()).as("%s", family).isEqualTo("HTTP " + status);
				assertThat(failure.retryAfter()).isNull();
			}
		}
	}

	static Stream<Arguments> statusDecidesWhenTheBodySaysNothing() {
		return Stream.of(Arguments.of(400, INVALID_REQUEST), Arguments.of(401, AUTHENTICATION),
				Arguments.of(402, QUOTA_EXHAUSTED), Arguments.of(403, AUTHENTICATION),
				Arguments.of(404, MODEL_NOT_FOUND), Arguments.of(405, UNKNOWN), Arguments.of(408, TIMEOUT),
				Arguments.of(409, UNKNOWN), Arguments.of(410, MODEL_NOT_FOUND), Arguments.of(413, INVALID_REQUEST),
				Arguments.of(422, INVALID_REQUEST), Arguments.of(429, RATE_LIMITED), Arguments.of(499, UNKNOWN),
				Arguments.of(500, SERVER_ERROR), Arguments.of(501, SERVER_ERROR), Arguments.of(502, SERVER_ERROR),
				Arguments.of(503, OVERLOADED), Arguments.of(504, TIMEOUT), Arguments.of(524, TIMEOUT),
				Arguments.of(529, OVERLOADED));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPRING_AI_TEXT")
	void redirectNobodyFollowedIsUnknown(ErrorFamily family) {
		for (int status : new int[] { 300, 307 }) {
			assertThat(this.classifiers.classify(family.exception(status, "{}")).kind()).isEqualTo(UNKNOWN);
			assertThat(this.classifiers.classify(family.exception(status, "{}")).message()).isEqualTo("HTTP " + status);
		}
	}

	@ParameterizedTest
	@MethodSource
	void vendorsTrueAnswerIsRecognisedThroughEveryClient(int status, FailureKind kind, String message, String body) {
		Stream<ErrorFamily> families = Arrays.stream(ErrorFamily.values())
			.filter((family) -> family != ErrorFamily.GOOGLE || body.contains("\"status\":\""));
		families.forEach((family) -> {
			Failure failure = this.classifiers.classify(family.exception(status, body));
			assertThat(failure.kind()).as("%s: %s", family, body).isEqualTo(kind);
			assertThat(failure.message()).as("%s", family).isEqualTo(message);
		});
	}

	static Stream<Arguments> vendorsTrueAnswerIsRecognisedThroughEveryClient() {
		return Stream.concat(Stream.concat(openAi(), anthropic()), Stream.concat(google(), others()));
	}

	private static Stream<Arguments> openAi() {
		return Stream.of(Arguments.of(401, AUTHENTICATION, "HTTP 401 invalid_api_key", OPENAI_AUTH), Arguments.of(403,
				MODEL_NOT_FOUND, "HTTP 403 model_not_found",
				"""
						{"error":{"message":"Project `p` does not have access to model `o9`","type":"invalid_request_error","param":null,"code":"model_not_found"}}"""),
				Arguments.of(403, AUTHENTICATION, "HTTP 403 unsupported_country_region_territory",
						"""
								{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","param":null,"type":"request_forbidden"}}"""),
				Arguments.of(403, AUTHENTICATION, "HTTP 403",
						"""
								{"error":"You have insufficient permissions for this operation. Missing scopes: model.request."}"""),
				Arguments.of(404, MODEL_NOT_FOUND, "HTTP 404 model_not_found",
						"""
								{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"""),
				Arguments.of(429, RATE_LIMITED, "HTTP 429 rate_limit_exceeded",
						"""
								{"error":{"message":"Rate limit reached for gpt-4.1 in organization org-x on tokens per min (TPM): Limit 30000. Visit https://platform.openai.com/account/billing","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"""),
				Arguments.of(429, QUOTA_EXHAUSTED, "HTTP 429 insufficient_quota",
						"""
								{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"""),
				Arguments.of(429, QUOTA_EXHAUSTED, "HTTP 429",
						"""
								{"error":{"message":"You exceeded your current quota, please check your plan and billing details."}}"""),
				Arguments.of(429, QUOTA_EXHAUSTED, "HTTP 429 billing_not_active",
						"""
								{"error":{"message":"Your account is not active.","type":"billing_not_active","param":null,"code":"billing_not_active"}}"""),
				Arguments.of(429, OVERLOADED, "HTTP 429", """
						{"error":{"message":"The engine is currently overloaded, please try again later."}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 context_length_exceeded",
						"""
								{"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 invalid_request_error",
						"""
								{"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error","param":"input","code":null}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400 content_policy_violation",
						"""
								{"error":{"message":"Rejected.","type":"invalid_request_error","param":null,"code":"content_policy_violation"}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400 invalid_prompt",
						"""
								{"error":{"message":"Invalid prompt.","type":"invalid_request_error","param":null,"code":"invalid_prompt"}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400 content_filter",
						"""
								{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400", """
						{"error":{"message":"no","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"""),
				Arguments.of(400, INVALID_REQUEST, "HTTP 400 invalid_value",
						"""
								{"error":{"message":"max_tokens is too large: 100000.","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}}"""),
				Arguments.of(400, MODEL_NOT_FOUND, "HTTP 400 unsupported_value",
						"""
								{"error":{"message":"Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.","type":"invalid_request_error","param":"stream","code":"unsupported_value"}}"""),
				Arguments.of(500, SERVER_ERROR, "HTTP 500 server_error",
						"""
								{"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}"""),
				Arguments.of(503, OVERLOADED, "HTTP 503 slow_down", """
						{"error":{"message":"Slow down.","type":"slow_down","param":null,"code":null}}"""),
				Arguments.of(404, MODEL_NOT_FOUND, "HTTP 404", """
						{"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}"""));
	}

	private static Stream<Arguments> anthropic() {
		return Stream.of(Arguments.of(401, AUTHENTICATION, "HTTP 401 authentication_error",
				"""
						{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}"""),
				Arguments.of(400, QUOTA_EXHAUSTED, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}"""),
				Arguments.of(400, QUOTA_EXHAUSTED, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2027-01-01 at 00:00 UTC."}}"""),
				Arguments.of(400, AUTHENTICATION, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"This organization has been disabled."},"request_id":"req_1"}"""),
				Arguments.of(402, QUOTA_EXHAUSTED, "HTTP 402 billing_error", """
						{"type":"error","error":{"type":"billing_error","message":"Check your payment."}}"""),
				Arguments.of(403, AUTHENTICATION, "HTTP 403 permission_error",
						"""
								{"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}}"""),
				Arguments.of(404, MODEL_NOT_FOUND, "HTTP 404 not_found_error", """
						{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}"""),
				Arguments.of(400, INVALID_REQUEST, "HTTP 400 invalid_request_error",
						"""
								{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens"}}"""),
				Arguments.of(413, INVALID_REQUEST, "HTTP 413 request_too_large",
						"""
								{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"""),
				Arguments.of(429, RATE_LIMITED, "HTTP 429 rate_limit_error",
						"""
								{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit of 50 requests per minute"}}"""),
				Arguments.of(500, SERVER_ERROR, "HTTP 500 api_error", """
						{"type":"error","error":{"type":"api_error","message":"Internal server error"}}"""),
				Arguments.of(529, OVERLOADED, "HTTP 529 overloaded_error", """
						{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));
	}

	private static Stream<Arguments> google() {
		return Stream.of(Arguments.of(400, AUTHENTICATION, "HTTP 400 invalid_argument",
				"""
						{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"""),
				Arguments.of(400, AUTHENTICATION, "HTTP 400 failed_precondition",
						"""
								{"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}"""),
				Arguments.of(403, AUTHENTICATION, "HTTP 403 permission_denied",
						"""
								{"error":{"code":403,"message":"Method doesn't allow unregistered callers. Please use API Key to call this model.","status":"PERMISSION_DENIED"}}"""),
				Arguments.of(403, MODEL_NOT_FOUND, "HTTP 403 permission_denied",
						"""
								{"error":{"code":403,"message":"Permission denied on publishers/google/models/gemini-9","status":"PERMISSION_DENIED"}}"""),
				Arguments.of(404, MODEL_NOT_FOUND, "HTTP 404 not_found",
						"""
								{"error":{"code":404,"message":"models/gemini-9 is not found for API version v1beta","status":"NOT_FOUND"}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 invalid_argument",
						"""
								{"error":{"code":400,"message":"The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).","status":"INVALID_ARGUMENT"}}"""),
				Arguments.of(429, RATE_LIMITED, "HTTP 429 resource_exhausted",
						"""
								{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generate_content_free_tier_requests, limit: 10","status":"RESOURCE_EXHAUSTED"}}"""),
				Arguments.of(429, QUOTA_EXHAUSTED, "HTTP 429 resource_exhausted",
						"""
								{"error":{"code":429,"message":"Your prepayment credits are depleted.","status":"RESOURCE_EXHAUSTED"}}"""),
				Arguments.of(500, SERVER_ERROR, "HTTP 500 internal", """
						{"error":{"code":500,"message":"An internal error has occurred.","status":"INTERNAL"}}"""),
				Arguments.of(503, OVERLOADED, "HTTP 503 unavailable",
						"""
								{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}"""),
				Arguments.of(504, TIMEOUT, "HTTP 504 deadline_exceeded", """
						{"error":{"code":504,"message":"Deadline expired.","status":"DEADLINE_EXCEEDED"}}"""));
	}

	private static Stream<Arguments> others() {
		return Stream.of(Arguments.of(413, RATE_LIMITED, "HTTP 413 rate_limit_exceeded",
				"""
						{"error":{"message":"Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 8000. Upgrade at https://console.groq.com/settings/billing","type":"tokens","code":"rate_limit_exceeded"}}"""),
				Arguments.of(429, RATE_LIMITED, "HTTP 429",
						"""
								{"message":"Rate limit reached on tokens per day (TPD). Upgrade today at https://console.groq.com/settings/billing"}"""),
				Arguments.of(400, MODEL_NOT_FOUND, "HTTP 400 model_decommissioned",
						"""
								{"error":{"message":"The model has been decommissioned","type":"invalid_request_error","code":"model_decommissioned"}}"""),
				Arguments.of(400, AUTHENTICATION, "HTTP 400 organization_restricted",
						"""
								{"error":{"message":"Organization has been restricted. Please reach out to support if you believe this was in error.","type":"invalid_request_error","code":"organization_restricted"}}"""),
				Arguments.of(400, AUTHENTICATION, "HTTP 400", """
						{"error":"Organization has been restricted."}"""),
				Arguments.of(400, AUTHENTICATION, "HTTP 400 organization_restricted", """
						{"error":{"message":"Sorry.","code":"organization_restricted"}}"""),
				Arguments.of(400, MALFORMED_RESPONSE, "HTTP 400 tool_use_failed",
						"""
								{"error":{"message":"Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"<function=search>"}}"""),
				Arguments.of(400, MALFORMED_RESPONSE, "HTTP 400 json_validate_failed",
						"""
								{"error":{"message":"Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"json_validate_failed","failed_generation":""}}"""),
				Arguments.of(498, OVERLOADED, "HTTP 498 capacity_exceeded",
						"""
								{"error":{"message":"Flex tier capacity exceeded","type":"invalid_request_error","code":"capacity_exceeded"}}"""),
				Arguments.of(400, CONTEXT_LENGTH_EXCEEDED, "HTTP 400 3051",
						"""
								{"object":"error","message":"Prompt contains 40000 tokens, too large for model with 32768 maximum context length","type":"invalid_request_error","param":null,"code":"3051"}"""),
				Arguments.of(429, RATE_LIMITED, "HTTP 429 1300",
						"""
								{"object":"error","message":"Requests rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}"""),
				Arguments.of(400, MODEL_NOT_FOUND, "HTTP 400 1500",
						"""
								{"object":"error","message":"Invalid model: mistral-9","type":"invalid_model","param":null,"code":"1500"}"""),
				Arguments.of(400, MODEL_NOT_FOUND, "HTTP 400", """
						{"error":{"message":"Model Not Exist","code":null}}"""),
				Arguments.of(402, QUOTA_EXHAUSTED, "HTTP 402 unknown_error",
						"""
								{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"unknown_error"}}"""),
				Arguments.of(400, CONTENT_FILTERED, "HTTP 400 invalid_request_error",
						"""
								{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"""),
				Arguments.of(403, CONTENT_FILTERED, "HTTP 403", """
						{"error":"Content violates usage guidelines."}"""),
				Arguments.of(403, RATE_LIMITED, "HTTP 403", """
						{"error":{"code":"rateLimitExceeded","message":"Slow"}}"""),
				Arguments.of(400, RATE_LIMITED, "HTTP 400", """
						{"error":"Too many requests, slow down"}"""), Arguments.of(503, RATE_LIMITED, "HTTP 503", """
						{"message":"Rate limit exceeded"}"""), Arguments.of(500, OVERLOADED, "HTTP 500", """
						{"error":"The backend is overloaded"}"""), Arguments.of(404, MODEL_NOT_FOUND, "HTTP 404", """
						{"error":"model 'llama9' not found"}"""), Arguments.of(400, INVALID_REQUEST, "HTTP 400", """
						{"error":"\\"llama3\\" does not support tools"}"""),
				Arguments.of(413, CONTEXT_LENGTH_EXCEEDED, "HTTP 413 tokens_limit_reached",
						"""
								{"error":{"code":"tokens_limit_reached","message":"Request body too large. Max size: 8000 tokens."}}"""),
				Arguments.of(500, QUOTA_EXHAUSTED, "HTTP 500 insufficient_quota", """
						[{"error":{"code":"insufficient_quota","message":"upstream said so"}}]"""));
	}

	@ParameterizedTest
	@MethodSource
	void errorEventInsideAGoodStreamIsClassifiedByItsCode(FailureKind kind, String body) {
		assertThat(this.classifiers.classify(ErrorFamily.OPENAI.exception(200, body)).kind()).isEqualTo(kind);
		assertThat(this.classifiers.classify(ErrorFamily.ANTHROPIC.exception(200, body)).kind()).isEqualTo(kind);
	}

	static Stream<Arguments> errorEventInsideAGoodStreamIsClassifiedByItsCode() {
		return Stream.of(Arguments.of(OVERLOADED, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}"),
				Arguments.of(RATE_LIMITED, "{\"error\":{\"type\":\"rate_limit_error\"}}"),
				Arguments.of(SERVER_ERROR, "{\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}"),
				Arguments.of(TIMEOUT, "{\"error\":{\"type\":\"timeout_error\",\"message\":\"x\"}}"),
				Arguments.of(TIMEOUT, "{\"error\":{\"code\":\"odd\",\"type\":\"timeout_error\"}}"),
				Arguments.of(SERVER_ERROR, "{\"error\":{\"code\":502,\"message\":\"upstream\"}}"),
				Arguments.of(RATE_LIMITED, "{\"error\":{\"code\":\"429\",\"message\":\"upstream\"}}"),
				Arguments.of(AUTHENTICATION, "{\"error\":{\"type\":\"permission_error\",\"message\":\"x\"}}"),
				Arguments.of(INVALID_REQUEST, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"x\"}}"),
				Arguments.of(MALFORMED_RESPONSE,
						"{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\"}}"),
				Arguments.of(CONTEXT_LENGTH_EXCEEDED,
						"{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long\"}}"),
				Arguments.of(QUOTA_EXHAUSTED, "{\"error\":{\"message\":\"Your credit balance is too low\"}}"),
				Arguments.of(OVERLOADED, "{\"error\":{\"message\":\"Overloaded\"}}"),
				Arguments.of(SERVER_ERROR, "{\"error\":{\"message\":\"oops\"}}"),
				Arguments.of(SERVER_ERROR, "not json"));
	}

	@Test
	void errorEventSaysSoInItsMessage() {
		Throwable exception = ErrorFamily.ANTHROPIC.exception(200, "{\"error\":{\"type\":\"overloaded_error\"}}");
		assertThat(this.classifiers.classify(exception).message()).isEqualTo("error inside HTTP 200 overloaded_error");
	}

	@ParameterizedTest
	@EnumSource
	void waitIsTakenFromTheHeadersWhereTheClientPassesThemOn(ErrorFamily family) {
		Throwable exception = family.exception(429, "{}", Map.of("Retry-After", "7"));
		assertThat(this.classifiers.classify(exception).retryAfter())
			.isEqualTo(family.passesHeadersOn() ? Duration.ofSeconds(7) : null);
		exception = family.exception(429, "{}", Map.of("Retry-After", "7", "Retry-After-Ms", "1500"));
		assertThat(this.classifiers.classify(exception).retryAfter())
			.isEqualTo(family.passesHeadersOn() ? Duration.ofMillis(1500) : null);
	}

	@ParameterizedTest
	@EnumSource
	void waitIsTakenFromGooglesDetails(ErrorFamily family) {
		Throwable exception = family.exception(429, """
				{"error":{"code":429,"message":"Quota exceeded for quota metric","status":"RESOURCE_EXHAUSTED",\
				"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}""");
		Failure failure = this.classifiers.classify(exception);
		assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(34));
	}

	@ParameterizedTest
	@EnumSource
	void reasonInGooglesDetailsOutweighsTheStatus(ErrorFamily family) {
		Throwable exception = family.exception(400, """
				{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT",\
				"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""");
		assertThat(this.classifiers.classify(exception).kind()).isEqualTo(AUTHENTICATION);
	}

	@ParameterizedTest
	@EnumSource
	void failureNeverQuotesTheAnswer(ErrorFamily family) {
		String echoing = """
				{"error":{"message":"bad key sk-live-4242 for prompt My secret plan","status":"AIzaSyD4242",\
				"type":"sk-live-4242","code":"my secret plan","reason":"sk_live_4242abc"}}""";
		for (String body : new String[] { OPENAI_AUTH, echoing, "sk-live-4242 my secret plan" }) {
			Failure failure = this.classifiers.classify(family.exception(401, body));
			assertThat(failure.kind()).isEqualTo(AUTHENTICATION);
			assertThat(failure.toString()).doesNotContain("4242").doesNotContainIgnoringCase("secret");
		}
	}

	@Test
	void googleExceptionWithoutTextIsClassifiedByItsCode() {
		Throwable exception = new ApiException(503, null, null);
		assertThat(this.classifiers.classify(exception).kind()).isEqualTo(OVERLOADED);
	}

	@Test
	void restClientExceptionWithoutHeadersIsClassified() {
		Throwable exception = new HttpClientErrorException(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(this.classifiers.classify(exception).kind()).isEqualTo(RATE_LIMITED);
		assertThat(this.classifiers.classify(exception).retryAfter()).isNull();
	}

}
