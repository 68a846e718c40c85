package io.github.llmfallback.sample;

import io.github.llmfallback.LlmFallbackException;

import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers a call that got no answer with a problem detail.
 */
@RestControllerAdvice
class FailureAdvice {

	@ExceptionHandler
	ProblemDetail noAnswer(LlmFallbackException failure) {
		return FailureProblem.of(failure);
	}

}
