package io.github.llmfallback.failure;

import java.util.List;

import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Error answers that came through OpenAI's SDK, from OpenAI or any vendor that speaks its
 * protocol. The error is read from the raw body: the SDK's typed accessors throw when a
 * vendor leaves out a field or sends its code as a number.
 */
final class OpenAiFailureClassifier implements FailureClassifier {

	private final ErrorAnswerClassifier answers;

	OpenAiFailureClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (!(exception instanceof OpenAIServiceException answer)) {
			return null;
		}
		JsonValue body = answer.body();
		return this.answers.classify(new ErrorAnswer(answer.statusCode(),
				body.isMissing() ? ErrorBody.NONE : ErrorBody.of(body.convert(Object.class)), (name) -> {
					List<String> values = answer.headers().values(name);
					return values.isEmpty() ? null : values.get(0);
				}));
	}

}
