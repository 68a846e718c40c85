package io.github.llmfallback.provider.simulated;

import java.time.Duration;

import io.github.llmfallback.failure.ClassifiedException;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * The error of a simulated provider. It knows its own kind, and its message holds nothing
 * of the prompt.
 */
public final class SimulatedFailureException extends RuntimeException implements ClassifiedException {

	private static final long serialVersionUID = 1L;

	private final FailureKind kind;

	private final @Nullable Duration retryAfter;

	SimulatedFailureException(FailureKind kind, @Nullable Duration retryAfter, String message,
			@Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.retryAfter = retryAfter;
	}

	static SimulatedFailureException of(String provider, long request, Disturbance disturbance) {
		String message = "simulated " + symptom(disturbance.kind()) + " (provider '" + provider + "', request "
				+ request + ")";
		return new SimulatedFailureException(disturbance.kind(), disturbance.retryAfter(), message, null);
	}

	static SimulatedFailureException interrupted(String provider, long request, InterruptedException cause) {
		String message = "simulated call interrupted (provider '" + provider + "', request " + request + ")";
		return new SimulatedFailureException(FailureKind.CANCELLED, null, message, cause);
	}

	private static String symptom(FailureKind kind) {
		return switch (kind) {
			case AUTHENTICATION -> "401 unauthorized";
			case QUOTA_EXHAUSTED -> "402 quota exhausted";
			case MODEL_NOT_FOUND -> "404 model not found";
			case RATE_LIMITED -> "429 too many requests";
			case CONTEXT_LENGTH_EXCEEDED -> "400 context length exceeded";
			case INVALID_REQUEST -> "400 invalid request";
			case SERVER_ERROR -> "500 internal server error";
			case OVERLOADED -> "503 overloaded";
			case TIMEOUT -> "timeout";
			case CONNECTION -> "connection reset";
			case TRUNCATED -> "answer cut short";
			default -> "failure of unknown kind";
		};
	}

	@Override
	public Failure failure() {
		String message = getMessage();
		return new Failure(this.kind, this.retryAfter, (message != null) ? message : "", this);
	}

}
