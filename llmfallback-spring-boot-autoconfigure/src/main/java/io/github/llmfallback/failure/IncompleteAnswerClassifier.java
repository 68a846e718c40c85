package io.github.llmfallback.failure;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Answers that lack what a chat model takes for granted. Spring AI's Ollama model throws
 * {@link NullPointerException} for an empty body or missing message and Google's SDK
 * {@link NoSuchElementException}; the same exceptions from anywhere else are not about an
 * answer.
 */
final class IncompleteAnswerClassifier implements FailureClassifier {

	@Override
	public @Nullable Failure classify(Throwable exception) {
		boolean missing = exception instanceof NullPointerException || exception instanceof NoSuchElementException
				|| exception instanceof IndexOutOfBoundsException;
		return (missing && isThrownByModel(exception)) ? Failure.of(FailureKind.MALFORMED_RESPONSE, "incomplete answer")
				: null;
	}

	private static boolean isThrownByModel(Throwable exception) {
		return Arrays.stream(exception.getStackTrace())
			.map(StackTraceElement::getClassName)
			.filter((name) -> Stream.of("java.", "jdk.").noneMatch(name::startsWith))
			.findFirst()
			.filter((name) -> Stream.of("org.springframework.ai.", "com.google.genai.").anyMatch(name::startsWith))
			.isPresent();
	}

}
