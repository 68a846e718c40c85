package io.github.llmfallback.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.LlmFallbackException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers a call that got no answer with a problem detail. When a budget is spent,
 * {@code Retry-After} says in how many seconds, rounded up, its window ends.
 */
@RestControllerAdvice
class FailureAdvice {

	private final InstantSource clock;

	FailureAdvice(InstantSource clock) {
		this.clock = clock;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> noAnswer(LlmFallbackException failure) {
		ResponseEntity<ProblemDetail> answer = ResponseEntity.of(FailureProblem.of(failure)).build();
		Instant resetsAt = resetsAt(failure);
		if (resetsAt == null) {
			return answer;
		}
		HttpHeaders headers = HttpHeaders.copyOf(answer.getHeaders());
		headers.set(HttpHeaders.RETRY_AFTER, Long.toString(secondsUntil(resetsAt)));
		return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
	}

	private static @Nullable Instant resetsAt(LlmFallbackException failure) {
		return (failure instanceof BudgetExceededException budget) ? budget.resetsAt() : null;
	}

	private long secondsUntil(Instant moment) {
		Duration left = Duration.between(this.clock.instant(), moment);
		return Math.max(1, left.plusSeconds(1).minusNanos(1).toSeconds());
	}

}
