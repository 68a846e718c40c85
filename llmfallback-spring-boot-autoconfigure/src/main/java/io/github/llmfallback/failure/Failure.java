package io.github.llmfallback.failure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One classified failure.
 *
 * @param kind what went wrong
 * @param retryAfter how long the provider asked to wait, counted from the failure; never
 * negative; {@code null} when it did not say
 * @param message what happened in a few words, safe to log: it holds no key, no prompt
 * and no text quoted from the provider's answer
 * @param cause the exception behind it; {@code null} when an answer was judged a failure
 */
public record Failure(FailureKind kind, @Nullable Duration retryAfter, String message, @Nullable Throwable cause) {

	/**
	 * Takes out of the message what looks like a key, whoever wrote it.
	 */
	public Failure {
		message = KeyShapes.hide(message);
	}

	/**
	 * A failure without an exception and without a wait.
	 * @param kind what went wrong
	 * @param message a few words, safe to log
	 * @return the failure
	 */
	public static Failure of(FailureKind kind, String message) {
		return of(kind, message, null);
	}

	/**
	 * A failure without a wait.
	 * @param kind what went wrong
	 * @param message a few words, safe to log
	 * @param cause the exception behind it; {@code null} when there is none
	 * @return the failure
	 */
	public static Failure of(FailureKind kind, String message, @Nullable Throwable cause) {
		return new Failure(kind, null, message, cause);
	}

	/**
	 * The same failure with another exception behind it.
	 * @param cause the exception
	 * @return a failure that differs only in its cause
	 */
	public Failure withCause(Throwable cause) {
		return new Failure(this.kind, this.retryAfter, this.message, cause);
	}

	/**
	 * Leaves out the cause, whose text is not ours and may quote a key.
	 */
	@Override
	public String toString() {
		return this.kind + ((this.retryAfter != null) ? " (retry after " + this.retryAfter + ")" : "") + ": "
				+ this.message;
	}

}
