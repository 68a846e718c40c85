package io.github.llmfallback.failure;

import java.util.List;

import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Error answers that came through Anthropic's SDK, error events inside a stream included.
 */
final class AnthropicFailureClassifier implements FailureClassifier {

	private final ErrorAnswerClassifier answers;

	AnthropicFailureClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (!(exception instanceof AnthropicServiceException answer)) {
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
