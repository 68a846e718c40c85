package io.github.llmfallback;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call that got no answer. Messages name the provider, the kind of failure and what to
 * do; they hold no key and no prompt text.
 */
@SuppressWarnings("serial")
public abstract class LlmFallbackException extends RuntimeException {

	private final List<AttemptRecord> attempts;

	LlmFallbackException(String message, @Nullable Throwable cause, List<AttemptRecord> attempts) {
		super(message, cause);
		this.attempts = List.copyOf(attempts);
	}

	/**
	 * What was tried.
	 * @return every attempt and skip in order; empty when nobody could be asked
	 */
	public List<AttemptRecord> attempts() {
		return this.attempts;
	}

}
