package io.github.llmfallback.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.google.genai.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Error answers that came through Google's SDK. It passes on neither headers nor the
 * error's own code, only a message with the details appended as JSON: the reasons are
 * read from there.
 */
final class GoogleGenAiFailureClassifier implements FailureClassifier {

	private static final Pattern REASON = Pattern.compile("\"reason\"\\s?:\\s?\"([A-Z_]{1,64})\"");

	private final ErrorAnswerClassifier answers;

	GoogleGenAiFailureClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (!(exception instanceof ApiException answer)) {
			return null;
		}
		String text = (answer.message() != null) ? answer.message() : "";
		List<VendorCode> codes = new ArrayList<>();
		REASON.matcher(text).results().map((reason) -> new VendorCode(reason.group(1))).forEach(codes::add);
		if (answer.status() != null) {
			codes.add(new VendorCode(answer.status()));
		}
		return this.answers.classify(new ErrorAnswer(answer.code(), new ErrorBody(codes, text), HeaderLookup.NONE));
	}

}
