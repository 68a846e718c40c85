package io.github.llmfallback.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The last resort: exceptions that carry a status only in their text, "429 - " and then
 * the answer's body, as Spring AI's {@code NonTransientAiException} and
 * {@code TransientAiException} do.
 */
final class StatusTextClassifier implements FailureClassifier {

	private static final Pattern STATUS_AND_BODY = Pattern.compile("(?:HTTP )?([45]\\d\\d) - (.*)", Pattern.DOTALL);

	private final ErrorAnswerClassifier answers;

	StatusTextClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		Matcher text = STATUS_AND_BODY.matcher((exception.getMessage() != null) ? exception.getMessage() : "");
		return text.matches() ? this.answers.classify(
				new ErrorAnswer(Integer.parseInt(text.group(1)), ErrorBody.parse(text.group(2)), HeaderLookup.NONE))
				: null;
	}

}
