package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

/**
 * Exceptions whose type alone tells what happened, once their causes told nothing.
 */
final class NamedExceptionClassifier implements FailureClassifier {

	private final FailureKind kind;

	private final String message;

	private final TypeNames types;

	private NamedExceptionClassifier(FailureKind kind, String message, String... types) {
		this.kind = kind;
		this.message = message;
		this.types = TypeNames.of(types);
	}

	static FailureClassifier missingCredentials() {
		return new NamedExceptionClassifier(FailureKind.AUTHENTICATION, "no usable credentials",
				"com.anthropic.errors.NoCredentialsException", "com.anthropic.errors.CredentialResolutionException",
				"com.openai.errors.SubjectTokenProviderException");
	}

	static FailureClassifier brokenTransport() {
		return new NamedExceptionClassifier(FailureKind.CONNECTION, "connection failed",
				"com.openai.errors.OpenAIIoException", "com.anthropic.errors.AnthropicIoException",
				"org.springframework.web.client.ResourceAccessException");
	}

	static FailureClassifier unwritableRequest() {
		return new NamedExceptionClassifier(FailureKind.INVALID_REQUEST, "request cannot be written",
				"org.springframework.http.converter.HttpMessageNotWritableException",
				"org.springframework.core.codec.EncodingException");
	}

	static FailureClassifier unreadableAnswer() {
		return new NamedExceptionClassifier(FailureKind.MALFORMED_RESPONSE, "unreadable answer",
				"com.openai.errors.OpenAIInvalidDataException", "com.anthropic.errors.AnthropicInvalidDataException",
				"com.google.genai.errors.GenAiIOException", "org.springframework.web.client.RestClientException",
				"org.springframework.web.reactive.function.client.WebClientResponseException",
				"org.springframework.web.reactive.function.UnsupportedMediaTypeException",
				"org.springframework.http.converter.HttpMessageNotReadableException",
				"org.springframework.core.codec.DecodingException",
				"org.springframework.core.io.buffer.DataBufferLimitException", "tools.jackson.core.JacksonException",
				"com.fasterxml.jackson.core.JacksonException", "java.util.zip.ZipException",
				"java.nio.charset.CharacterCodingException");
	}

	static FailureClassifier transientError() {
		return new NamedExceptionClassifier(FailureKind.SERVER_ERROR, "transient provider error",
				"org.springframework.ai.retry.TransientAiException");
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		return this.types.match(exception) ? Failure.of(this.kind, this.message) : null;
	}

}
