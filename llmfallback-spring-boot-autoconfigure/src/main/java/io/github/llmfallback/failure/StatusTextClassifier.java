package io.github.llmfallback.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A last resort: exceptions that carry a status only in their text, "429 - " and then the
 * answer's body, as Spring AI's {@code NonTransientAiException} and
 * {@code TransientAiException} do. The text of these two is searched even without a
 * status.
 */
final class StatusTextClassifier implements FailureClassifier {

	private static final Pattern STATUS_AND_BODY = Pattern.compile("(?:HTTP )?([45]\\d\\d) - (.*)", Pattern.DOTALL);

	private static final TypeNames SPRING_AI = TypeNames.of("org.springframework.ai.retry.NonTransientAiException",
			"org.springframework.ai.retry.TransientAiException");

	private final ErrorAnswerClassifier answers;

	StatusTextClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		String text = (exception.getMessage() != null) ? exception.getMessage() : "";
		Matcher parts = STATUS_AND_BODY.matcher(text);
		if (parts.matches()) {
			return classify(Integer.parseInt(parts.group(1)), parts.group(2));
		}
		Failure failure = SPRING_AI.match(exception) ? classify(0, text) : null;
		return (failure != null && failure.kind() != FailureKind.UNKNOWN) ? failure : null;
	}

	private Failure classify(int status, String body) {
		return this.answers.classify(new ErrorAnswer(status, ErrorBody.parse(body), HeaderLookup.NONE));
	}

}
