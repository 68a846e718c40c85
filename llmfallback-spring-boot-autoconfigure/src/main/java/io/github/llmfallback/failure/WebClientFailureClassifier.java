package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Error answers that came through Spring's {@code WebClient}. An exception that carries a
 * good status is about an answer that broke off or could not be read and is left to
 * others.
 */
final class WebClientFailureClassifier implements FailureClassifier {

	private final ErrorAnswerClassifier answers;

	WebClientFailureClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (!(exception instanceof WebClientResponseException answer) || answer.getStatusCode().is2xxSuccessful()) {
			return null;
		}
		return this.answers.classify(new ErrorAnswer(answer.getStatusCode().value(),
				ErrorBody.parse(answer.getResponseBodyAsString()), answer.getHeaders()::getFirst));
	}

}
