package io.github.llmfallback.sample;

import io.github.llmfallback.LlmFallbackException;

import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers every error with a problem detail.
 */
@RestControllerAdvice
class FailureAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ProblemDetail failed(LlmFallbackException failure) {
		return FailureProblem.of(failure);
	}

}
