package io.github.llmfallback.failure;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.ZipException;

import javax.net.ssl.SSLHandshakeException;

import com.anthropic.errors.AnthropicInvalidDataException;
import com.anthropic.errors.AnthropicIoException;
import com.fasterxml.jackson.core.JsonParseException;
import com.google.genai.errors.GenAiIOException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.SubjectTokenProviderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;

import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.codec.EncodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static io.github.llmfallback.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfallback.failure.FailureKind.CANCELLED;
import static io.github.llmfallback.failure.FailureKind.CONNECTION;
import static io.github.llmfallback.failure.FailureKind.CONTENT_FILTERED;
import static io.github.llmfallback.failure.FailureKind.INVALID_REQUEST;
import static io.github.llmfallback.failure.FailureKind.MALFORMED_RESPONSE;
import static io.github.llmfallback.failure.FailureKind.OVERLOADED;
import static io.github.llmfallback.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfallback.failure.FailureKind.SERVER_ERROR;
import static io.github.llmfallback.failure.FailureKind.TIMEOUT;
import static io.github.llmfallback.failure.FailureKind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Failures without an error answer, alone and inside everything that wraps them.
 */
class PlainFailureTests {

	private final FailureClassifiers classifiers = FailureClassifiers.builtIn();

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsRecognised(FailureKind kind, String message, Throwable exception) {
		assertThat(this.classifiers.classify(exception)).isEqualTo(Failure.of(kind, message, exception));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsRecognisedInsideWrappers(FailureKind kind, String message, Throwable exception) {
		Throwable wrapped = new CompletionException(new ExecutionException(
				new UndeclaredThrowableException(Exceptions.propagate(new Exception("wrapper", exception)))));
		assertThat(this.classifiers.classify(wrapped)).isEqualTo(Failure.of(kind, message, wrapped));
	}

	static Stream<Arguments> failures() {
		return Stream.concat(Stream.concat(connections(), timeouts()), Stream.concat(unreadable(), others()));
	}

	private static Stream<Arguments> connections() {
		SocketException reset = new SocketException("Connection reset");
		return Stream.of(Arguments.of(CONNECTION, "connection reset", reset),
				Arguments.of(CONNECTION, "connection broken", new SocketException("Broken pipe")),
				Arguments.of(CONNECTION, "cannot connect", new ConnectException("Connection refused")),
				Arguments.of(CONNECTION, "cannot connect",
						caused(new ConnectException(), new ClosedChannelException())),
				Arguments.of(CONNECTION, "cannot connect", new NoRouteToHostException("No route to host")),
				Arguments.of(CONNECTION, "unknown host", new UnknownHostException("api.example")),
				Arguments.of(CONNECTION, "unknown host", new UnresolvedAddressException()),
				Arguments.of(CONNECTION, "TLS failure", new SSLHandshakeException("PKIX path building failed")),
				Arguments.of(CONNECTION, "connection broken", new EOFException("closed")),
				Arguments.of(CONNECTION, "connection broken", new UncheckedIOException(new IOException("closed"))),
				Arguments.of(CONNECTION, "connection reset", new OpenAIIoException("Request failed", reset)),
				Arguments.of(CONNECTION, "connection reset", new AnthropicIoException("Stream failed", reset)),
				Arguments.of(CONNECTION, "connection failed", new OpenAIIoException("Request failed")),
				Arguments.of(CONNECTION, "connection failed", new AnthropicIoException("Request failed")),
				Arguments.of(CONNECTION, "connection reset", new OpenAIInvalidDataException("Error reading", reset)),
				Arguments.of(CONNECTION, "connection reset", new AnthropicInvalidDataException("Error reading", reset)),
				Arguments.of(CONNECTION, "connection reset", new GenAiIOException("Failed to read", reset)),
				Arguments.of(CONNECTION, "connection reset", new RestClientException("Error extracting", reset)),
				Arguments.of(CONNECTION, "connection reset",
						new RestClientException("Error extracting", new IOException("closed", reset))),
				Arguments.of(CONNECTION, "connection reset", new ResourceAccessException("I/O error", reset)),
				Arguments.of(CONNECTION, "connection reset", caused(goodStatus(), new IOException("closed", reset))));
	}

	private static Stream<Arguments> timeouts() {
		IOException canceled = new IOException("Canceled");
		return Stream.of(Arguments.of(TIMEOUT, "timed out", new SocketTimeoutException("Read timed out")),
				Arguments.of(TIMEOUT, "timed out", new SocketTimeoutException()),
				Arguments.of(TIMEOUT, "timed out", new TimeoutException()),
				Arguments.of(TIMEOUT, "timed out", new HttpTimeoutException("request timed out")),
				Arguments.of(TIMEOUT, "timed out",
						caused(new HttpTimeoutException("Request timed out"), new CancellationException())),
				Arguments.of(TIMEOUT, "timed out", caused(new InterruptedIOException("timeout"), canceled)),
				Arguments.of(TIMEOUT, "timed out",
						caused(new InterruptedIOException("timeout"), new SocketException("Socket closed"))),
				Arguments.of(TIMEOUT, "timed out",
						new OpenAIIoException("failed", new InterruptedIOException("timeout"))),
				Arguments.of(CONNECTION, "connect timed out",
						caused(new HttpConnectTimeoutException("HTTP connect timed out"), new ConnectException())),
				Arguments.of(CONNECTION, "connect timed out", new SocketTimeoutException("Connect timed out")),
				Arguments.of(CONNECTION, "connect timed out",
						new SocketTimeoutException("failed to connect to api.example/10.0.0.1 (port 443) after 100ms")),
				Arguments.of(CANCELLED, "cancelled by the caller", new InterruptedException()),
				Arguments.of(CANCELLED, "cancelled by the caller", new InterruptedIOException("interrupted")),
				Arguments.of(CANCELLED, "cancelled by the caller", new ClosedByInterruptException()),
				Arguments.of(CANCELLED, "cancelled by the caller", new CancellationException()),
				Arguments.of(CANCELLED, "cancelled by the caller", new OpenAIIoException("Request failed", canceled)));
	}

	private static Stream<Arguments> unreadable() {
		JsonParseException parse = new JsonParseException(null, "Unexpected character");
		return Stream.of(Arguments.of(MALFORMED_RESPONSE, "unreadable answer", parse),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new IOException("wrapped", parse)),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer",
						new tools.jackson.core.exc.StreamReadException(null, "Unexpected character")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new OpenAIInvalidDataException("`choices`")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new OpenAIInvalidDataException("Error", parse)),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new AnthropicInvalidDataException("`content`")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new GenAiIOException("Failed to parse", parse)),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new RestClientException("Error extracting")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new DecodingException("JSON decoding error")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new DataBufferLimitException("Exceeded limit")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new ZipException("Not in GZIP format")),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", new MalformedInputException(1)),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer", goodStatus()),
				Arguments.of(MALFORMED_RESPONSE, "unreadable answer",
						ErrorFamily.REST_CLIENT.exception(204, "rate limit reached")),
				Arguments.of(MALFORMED_RESPONSE, "incomplete answer",
						thrownBy("java.util.Optional", new NoSuchElementException(),
								"com.google.genai.types.GenerateContentResponse")),
				Arguments.of(MALFORMED_RESPONSE, "incomplete answer",
						thrownBy("java.util.Objects", new NullPointerException(),
								"org.springframework.ai.ollama.api.OllamaApi")),
				Arguments.of(MALFORMED_RESPONSE, "incomplete answer", thrownBy("jdk.internal.util.Preconditions",
						new IndexOutOfBoundsException(), "org.springframework.ai.openai.OpenAiChatModel")));
	}

	private static Stream<Arguments> others() {
		return Stream.of(
				Arguments.of(AUTHENTICATION, "no usable credentials",
						new SubjectTokenProviderException("provider", "no token", null)),
				Arguments.of(INVALID_REQUEST, "request cannot be written", new HttpMessageNotWritableException("no")),
				Arguments.of(INVALID_REQUEST, "request cannot be written",
						new EncodingException("no", new JsonParseException(null, "x"))),
				Arguments.of(RATE_LIMITED, "HTTP 429", new NonTransientAiException("429 - slow down")),
				Arguments.of(RATE_LIMITED, "HTTP 429", new IllegalStateException("HTTP 429 - slow down")),
				Arguments.of(CONTENT_FILTERED, "provider error", new NonTransientAiException("Hit the content filter")),
				Arguments.of(OVERLOADED, "provider error overloaded_error",
						new TransientAiException("{\"error\":{\"type\":\"overloaded_error\"}}")),
				Arguments.of(UNKNOWN, "IllegalStateException", new IllegalStateException("Hit the content filter")),
				Arguments.of(SERVER_ERROR, "transient provider error", new TransientAiException("oops")),
				Arguments.of(UNKNOWN, "NonTransientAiException", new NonTransientAiException("oops")),
				Arguments.of(UNKNOWN, "IllegalArgumentException", new IllegalArgumentException("429 apples")),
				Arguments.of(UNKNOWN, "IllegalArgumentException", new IllegalArgumentException("200 - fine")),
				Arguments.of(UNKNOWN, "FileNotFoundException", new FileNotFoundException("image.png")),
				Arguments.of(UNKNOWN, "NoSuchFileException", new NoSuchFileException("image.png")),
				Arguments.of(UNKNOWN, "NullPointerException",
						thrownBy("java.util.Objects", new NullPointerException(), "com.example.Application")),
				Arguments.of(UNKNOWN, "NullPointerException",
						thrownBy("java.util.Objects", new NullPointerException())),
				Arguments.of(UNKNOWN, "IllegalStateException",
						thrownBy("org.springframework.ai.ollama.OllamaChatModel", new IllegalStateException())));
	}

	@Test
	void readTimeoutOfNettyIsKnownByItsName() throws Exception {
		Throwable exception = new FakeTypes().define("io.netty.handler.timeout.TimeoutException");
		assertThat(this.classifiers.classify(exception).kind()).isEqualTo(TIMEOUT);
	}

	@Test
	void anErrorAnswerOutweighsTheConnectionThatBrokeWhileItWasRead() {
		Throwable answer = caused(WebClientResponseException.create(401, "", new HttpHeaders(), new byte[0], null),
				new SocketException("Connection reset"));
		assertThat(this.classifiers.classify(answer).kind()).isEqualTo(AUTHENTICATION);
	}

	@Test
	void exceptionOfANamelessTypeIsStillNamed() {
		assertThat(this.classifiers.classify(new RuntimeException() {
		}).message()).startsWith("PlainFailureTests$");
	}

	@Test
	void emptyOptionalInTheApplicationIsNotAnIncompleteAnswer() {
		Throwable exception = catchThrowable(() -> Optional.empty().orElseThrow());
		assertThat(this.classifiers.classify(exception).kind()).isEqualTo(UNKNOWN);
	}

	private static Throwable goodStatus() {
		return WebClientResponseException.create(200, "OK", new HttpHeaders(), "rate limit".getBytes(), null);
	}

	private static <T extends Throwable> T caused(T exception, Throwable cause) {
		exception.initCause(cause);
		return exception;
	}

	private static <T extends Throwable> T thrownBy(String first, T exception, String... callers) {
		exception.setStackTrace(Stream.concat(Stream.of(first), Stream.of(callers))
			.map((name) -> new StackTraceElement(name, "method", null, -1))
			.toArray(StackTraceElement[]::new));
		return exception;
	}

	/**
	 * Defines exception types of libraries that are not on the class path.
	 */
	private static final class FakeTypes extends ClassLoader {

		FakeTypes() {
			super(PlainFailureTests.class.getClassLoader());
		}

		Throwable define(String name) throws ReflectiveOperationException {
			byte[] code = new ClassWriter(0) {
				{
					visit(61, 1, name.replace('.', '/'), null, "java/lang/RuntimeException", null);
					MethodVisitor constructor = visitMethod(1, "<init>", "()V", null, null);
					constructor.visitVarInsn(25, 0);
					constructor.visitMethodInsn(183, "java/lang/RuntimeException", "<init>", "()V", false);
					constructor.visitInsn(177);
					constructor.visitMaxs(1, 1);
					visitEnd();
				}
			}.toByteArray();
			Class<?> type = defineClass(name, code, 0, code.length);
			return (Throwable) type.getConstructor().newInstance();
		}

	}

}
