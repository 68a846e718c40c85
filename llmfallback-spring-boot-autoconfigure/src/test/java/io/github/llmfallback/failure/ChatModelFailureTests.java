package io.github.llmfallback.failure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What Spring AI's real chat models throw when real sockets misbehave.
 */
class ChatModelFailureTests {

	private static final Duration PATIENT = Duration.ofSeconds(20);

	private static final Duration IMPATIENT = Duration.ofMillis(600);

	private static final WireMockServer server = new WireMockServer(
			options().dynamicPort().http2PlainDisabled(true).bindAddress("127.0.0.1"));

	private static final Map<Vendor, ChatModel> models = new EnumMap<>(Vendor.class);

	private final FailureClassifiers classifiers = FailureClassifiers.builtIn();

	@BeforeAll
	static void start() {
		server.start();
		for (Vendor vendor : Vendor.values()) {
			models.put(vendor, vendor.model(server.baseUrl(), PATIENT));
		}
	}

	@AfterAll
	static void stop() {
		server.stop();
	}

	@BeforeEach
	void forget() {
		server.resetAll();
	}

	static Stream<Arguments> ways() {
		return Stream.of(Vendor.values())
			.flatMap((vendor) -> Stream.of(Arguments.of(vendor, false), Arguments.of(vendor, true)));
	}

	/**
	 * Anthropic's stream passes over events that say nothing.
	 */
	static Stream<Arguments> waysThatMissParts() {
		return ways().filter((way) -> way.get()[0] != Vendor.ANTHROPIC || way.get()[1].equals(false));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void wrongKeyIsAnAuthenticationFailure(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(error(401, switch (vendor) {
			case OPENAI ->
				"""
						{"error":{"message":"Incorrect API key provided: test-key.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""";
			case ANTHROPIC ->
				"""
						{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}""";
			case GOOGLE ->
				"""
						{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""";
			case OLLAMA, OLLAMA_WITH_STATUS -> "{\"error\":\"unauthorized\"}";
		})));
		Failure failure = failure(vendor, stream);
		assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
		assertThat(failure.toString()).startsWith("AUTHENTICATION: HTTP 401").doesNotContain("test-key");
	}

	@ParameterizedTest
	@MethodSource("ways")
	void googlesWrongKeyIsAnAuthenticationFailureAlthoughTheStatusIs400(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(error(400,
				"""
						{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}""")));
		Failure failure = failure(vendor, stream);
		assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void rateLimitCarriesTheWaitWhereverTheClientLetsItThrough(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(error(429, switch (vendor) {
			case OPENAI ->
				"""
						{"error":{"message":"Rate limit reached for gpt-4.1.","type":"requests","param":null,"code":"rate_limit_exceeded"}}""";
			case ANTHROPIC ->
				"""
						{"type":"error","error":{"type":"rate_limit_error","message":"Number of request tokens has exceeded your limit"}}""";
			case GOOGLE ->
				"""
						{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details. See https://ai.google.dev/gemini-api/docs/rate-limits.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}""";
			case OLLAMA, OLLAMA_WITH_STATUS -> "{\"error\":\"too many concurrent requests\"}";
		}).withHeader("Retry-After", "7")));
		Failure failure = failure(vendor, stream);
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMITED);
		assertThat(failure.retryAfter()).isEqualTo((vendor == Vendor.OLLAMA && !stream) ? null : Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void spentCreditIsAnExhaustedQuota(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(switch (vendor) {
			case OPENAI -> error(429,
					"""
							{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""");
			case ANTHROPIC -> error(400,
					"""
							{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""");
			case GOOGLE -> error(429,
					"""
							{"error":{"code":429,"message":"Your prepayment credits are depleted.","status":"RESOURCE_EXHAUSTED"}}""");
			case OLLAMA, OLLAMA_WITH_STATUS -> error(402, "{\"error\":\"payment required\"}");
		}));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void tooLongPromptExceedsTheContext(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(error(400, switch (vendor) {
			case OPENAI ->
				"""
						{"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
			case ANTHROPIC ->
				"""
						{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""";
			case GOOGLE ->
				"""
						{"error":{"code":400,"message":"The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).","status":"INVALID_ARGUMENT"}}""";
			case OLLAMA, OLLAMA_WITH_STATUS -> "{\"error\":\"the input length exceeds the context length\"}";
		})));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.CONTEXT_LENGTH_EXCEEDED);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void statusDecidesAlone(Vendor vendor, boolean stream) {
		for (Map.Entry<Integer, FailureKind> expected : Map
			.of(400, FailureKind.INVALID_REQUEST, 404, FailureKind.MODEL_NOT_FOUND, 500, FailureKind.SERVER_ERROR, 503,
					FailureKind.OVERLOADED, 504, FailureKind.TIMEOUT)
			.entrySet()) {
			server.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(expected.getKey())
				.withHeader("Content-Type", "text/html")
				.withBody("<p>no")));
			assertThat(failure(vendor, stream).kind()).isEqualTo(expected.getValue());
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void brokenJsonIsAMalformedResponse(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(answer(vendor, stream, "{\"model\":")));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.MALFORMED_RESPONSE);
	}

	@ParameterizedTest
	@MethodSource("waysThatMissParts")
	void answerWithoutItsPartsIsAMalformedResponse(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(answer(vendor, stream, "{}")));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.MALFORMED_RESPONSE);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void errorEventInsideAStreamIsClassifiedByItsCode(Vendor vendor, boolean stream) {
		boolean readsErrorEvents = stream && vendor.contentType(true).equals("text/event-stream");
		server.stubFor(post(anyUrl()).willReturn(answer(vendor, stream, "error", """
				{"error":{"code":503,"type":"overloaded_error","message":"Overloaded","status":"UNAVAILABLE"}}""")));
		assertThat(failure(vendor, stream).kind())
			.isEqualTo(readsErrorEvents ? FailureKind.OVERLOADED : FailureKind.MALFORMED_RESPONSE);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void resetBeforeTheAnswerIsAConnectionFailure(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void emptyReplyIsAConnectionFailure(Vendor vendor, boolean stream) {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
		assertThat(failure(vendor, stream).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void resetInsideTheBodyIsAConnectionFailureAndNotAMalformedResponse(Vendor vendor, boolean stream)
			throws Exception {
		try (ServerSocket socket = serverSocket()) {
			Thread thread = new Thread(() -> begin(socket, vendor.contentType(stream), () -> {
			}));
			thread.start();
			ChatModel model = vendor.model(url(socket), PATIENT);
			assertThat(this.classifiers.classify(thrown(model, stream)).kind()).isEqualTo(FailureKind.CONNECTION);
			thread.join();
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void closedPortIsAConnectionFailure(Vendor vendor, boolean stream) throws Exception {
		ServerSocket socket = serverSocket();
		ChatModel model = vendor.model(url(socket), PATIENT);
		socket.close();
		assertThat(this.classifiers.classify(thrown(model, stream))).hasToString("CONNECTION: cannot connect");
	}

	@ParameterizedTest
	@MethodSource("ways")
	void unknownHostIsAConnectionFailure(Vendor vendor, boolean stream) {
		ChatModel model = vendor.model("http://no-such-host.invalid", PATIENT);
		assertThat(this.classifiers.classify(thrown(model, stream)).kind()).isEqualTo(FailureKind.CONNECTION);
	}

	@ParameterizedTest
	@MethodSource("ways")
	void silenceIsATimeout(Vendor vendor, boolean stream) throws Exception {
		try (ServerSocket silent = serverSocket()) {
			ChatModel model = vendor.model(url(silent), IMPATIENT);
			assertThat(this.classifiers.classify(thrown(model, stream))).hasToString("TIMEOUT: timed out");
		}
	}

	@ParameterizedTest
	@EnumSource
	void silenceInsideTheBodyIsATimeout(Vendor vendor) throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		try (ServerSocket socket = serverSocket()) {
			Thread thread = new Thread(() -> begin(socket, vendor.contentType(false), seen::await));
			thread.start();
			ChatModel model = vendor.model(url(socket), IMPATIENT);
			assertThat(this.classifiers.classify(thrown(model, false))).hasToString("TIMEOUT: timed out");
			seen.countDown();
			thread.join();
		}
	}

	private Failure failure(Vendor vendor, boolean stream) {
		Throwable thrown = thrown(models.get(vendor), stream);
		assertThat(thrown).as("%s answered", vendor).isNotNull();
		Failure failure = this.classifiers.classify(thrown);
		assertThat(failure.cause()).isSameAs(thrown);
		return failure;
	}

	private static Throwable thrown(ChatModel model, boolean stream) {
		Prompt prompt = new Prompt("Say hi");
		if (!stream) {
			return catchThrowable(() -> model.call(prompt));
		}
		return model.stream(prompt)
			.then()
			.materialize()
			.map((signal) -> Optional.ofNullable(signal.getThrowable()))
			.block()
			.orElse(null);
	}

	private static ResponseDefinitionBuilder error(int status, String body) {
		return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
	}

	private static ResponseDefinitionBuilder answer(Vendor vendor, boolean stream, String json) {
		return answer(vendor, stream, "message_start", json);
	}

	private static ResponseDefinitionBuilder answer(Vendor vendor, boolean stream, String event, String json) {
		String type = vendor.contentType(stream);
		String body = type.equals("text/event-stream") ? "event: " + event + "\ndata: " + json + "\n\n" : json;
		return aResponse().withHeader("Content-Type", type).withBody(body);
	}

	private static ServerSocket serverSocket() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static String url(ServerSocket socket) {
		return "http://127.0.0.1:" + socket.getLocalPort();
	}

	/**
	 * Reads a request to its end, sends half an answer and in the end resets the
	 * connection.
	 */
	private static void begin(ServerSocket server, String contentType, Pause pause) {
		try (Socket socket = server.accept()) {
			byte[] request = new byte[65_536];
			int length = 0;
			while (!complete(new String(request, 0, length, StandardCharsets.ISO_8859_1))) {
				length += socket.getInputStream().read(request, length, request.length - length);
			}
			socket.getOutputStream()
				.write(("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\n{\"a\":")
					.formatted(contentType)
					.getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().flush();
			pause.await();
			socket.setSoLinger(true, 0);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean complete(String request) {
		int end = request.indexOf("\r\n\r\n");
		if (end < 0) {
			return false;
		}
		String headers = request.substring(0, end).toLowerCase(Locale.ROOT);
		String body = request.substring(end + 4);
		if (headers.contains("transfer-encoding: chunked")) {
			return body.endsWith("0\r\n\r\n");
		}
		String length = headers.replaceAll("(?s).*content-length: (\\d+).*", "$1");
		return body.length() >= Integer.parseInt(length);
	}

	/**
	 * Keeps a client waiting.
	 */
	private interface Pause {

		void await() throws InterruptedException;

	}

}
