package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

/**
 * A last resort: exceptions that carry a status only in their text, "429 - " and then the
 * answer's body, as Spring AI's {@code NonTransientAiException} and
 * {@code TransientAiException} do. The text of these two is searched even without a
 * status.
 */
final class StatusTextClassifier implements FailureClassifier {

	private static final String PREFIX = "HTTP ";

	private static final String SEPARATOR = " - ";

	/** How many digits a status has. */
	private static final int DIGITS = 3;

	private static final TypeNames SPRING_AI = TypeNames.of("org.springframework.ai.retry.NonTransientAiException",
			"org.springframework.ai.retry.TransientAiException");

	private final ErrorAnswerClassifier answers;

	StatusTextClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		String text = (exception.getMessage() != null) ? exception.getMessage() : "";
		int begin = text.startsWith(PREFIX) ? PREFIX.length() : 0;
		if (isErrorStatus(text, begin) && text.startsWith(SEPARATOR, begin + DIGITS)) {
			return classify(Integer.parseInt(text, begin, begin + DIGITS, 10),
					text.substring(begin + DIGITS + SEPARATOR.length()));
		}
		Failure failure = SPRING_AI.match(exception) ? classify(0, text) : null;
		return (failure != null && failure.kind() != FailureKind.UNKNOWN) ? failure : null;
	}

	private static boolean isErrorStatus(String text, int begin) {
		return text.length() >= begin + DIGITS && (text.charAt(begin) == '4' || text.charAt(begin) == '5')
				&& isDigit(text.charAt(begin + 1)) && isDigit(text.charAt(begin + 2));
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	private Failure classify(int status, String body) {
		return this.answers.classify(new ErrorAnswer(status, ErrorBody.parse(body), HeaderLookup.NONE));
	}

}
