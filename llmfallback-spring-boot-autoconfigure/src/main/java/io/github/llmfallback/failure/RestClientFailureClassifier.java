package io.github.llmfallback.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClientResponseException;

/**
 * Error answers that came through Spring's {@code RestClient} or {@code RestTemplate}. An
 * exception that carries a good status is about reading the answer and is left to others.
 */
final class RestClientFailureClassifier implements FailureClassifier {

	private final ErrorAnswerClassifier answers;

	RestClientFailureClassifier(ErrorAnswerClassifier answers) {
		this.answers = answers;
	}

	@Override
	public @Nullable Failure classify(Throwable exception) {
		if (!(exception instanceof RestClientResponseException answer) || answer.getStatusCode().is2xxSuccessful()) {
			return null;
		}
		HttpHeaders headers = answer.getResponseHeaders();
		return this.answers
			.classify(new ErrorAnswer(answer.getStatusCode().value(), ErrorBody.parse(answer.getResponseBodyAsString()),
					(headers != null) ? headers::getFirst : HeaderLookup.NONE));
	}

}
