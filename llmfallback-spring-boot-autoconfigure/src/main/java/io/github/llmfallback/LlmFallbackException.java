package io.github.llmfallback;

import java.util.List;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A call that got no answer. Messages name the provider, the kind of failure and what to
 * do; they hold no key and no prompt text.
 */
@SuppressWarnings("serial")
public abstract class LlmFallbackException extends RuntimeException {

	private final FailureKind kind;

	private final List<AttemptRecord> attempts;

	private final @Nullable String partialText;

	LlmFallbackException(String message, @Nullable Throwable cause, FailureKind kind, List<AttemptRecord> attempts,
			@Nullable String partialText) {
		super(message, cause);
		this.kind = kind;
		this.attempts = List.copyOf(attempts);
		this.partialText = partialText;
	}

	/**
	 * What went wrong last.
	 * @return the kind of the failure that ended the call
	 */
	public FailureKind kind() {
		return this.kind;
	}

	/**
	 * Whether the same call may succeed later.
	 * @return {@code true} when nothing about the request or the account has to change
	 * first
	 */
	public boolean isRetryable() {
		return this.kind.isRetryable();
	}

	/**
	 * What was tried.
	 * @return every attempt and skip in order; empty when nobody could be asked
	 */
	public List<AttemptRecord> attempts() {
		return this.attempts;
	}

	/**
	 * What a stream had delivered when it failed.
	 * @return the text so far, or {@code null} when nothing was delivered
	 */
	public @Nullable String partialText() {
		return this.partialText;
	}

}
