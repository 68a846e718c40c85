package io.github.llmfallback.sample;

import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.LlmFallbackException;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.failure.FailureKind;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Describes a call without an answer as an RFC 9457 problem. A spent budget is 429 (Too
 * Many Requests) rather than 402 (Payment Required): the visitor has nothing to pay, only
 * to wait, and 429 is the status that comes with {@code Retry-After}.
 */
final class FailureProblem {

	private FailureProblem() {
	}

	static ProblemDetail of(Throwable error) {
		return (error instanceof LlmFallbackException failure) ? of(failure)
				: ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	static ProblemDetail of(LlmFallbackException failure) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(failure), failure.getMessage());
		problem.setTitle("No answer");
		problem.setProperty("kind", kind(failure));
		if (failure instanceof BudgetExceededException budget) {
			problem.setProperty("scope", budget.scope());
			problem.setProperty("window", budget.window());
			problem.setProperty("resetsAt", budget.resetsAt());
		}
		problem.setProperty("attempts", failure.attempts().stream().map(AttemptView::of).toList());
		return problem;
	}

	private static HttpStatus status(LlmFallbackException failure) {
		if (failure instanceof ProviderCallException provider) {
			return (provider.kind() == FailureKind.INVALID_REQUEST) ? HttpStatus.BAD_REQUEST : HttpStatus.BAD_GATEWAY;
		}
		if (failure instanceof BudgetExceededException budget && budget.scope() != null) {
			return HttpStatus.TOO_MANY_REQUESTS;
		}
		return HttpStatus.SERVICE_UNAVAILABLE;
	}

	/**
	 * A call that nobody could serve has no failure whose kind could be told.
	 */
	private static String kind(LlmFallbackException failure) {
		boolean nobody = failure.attempts().isEmpty() && failure.kind() == FailureKind.UNKNOWN;
		return nobody ? "NO_PROVIDER" : failure.kind().name();
	}

}
