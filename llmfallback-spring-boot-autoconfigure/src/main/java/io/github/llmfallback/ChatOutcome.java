package io.github.llmfallback;

import java.util.List;

import io.github.llmfallback.failure.FailureKind;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * How a call ended, as a value: for code that would rather look than catch.
 */
public sealed interface ChatOutcome {

	/**
	 * A provider answered.
	 *
	 * @param response the answer
	 * @param metadata how it came about
	 */
	record Success(ChatResponse response, FallbackMetadata metadata) implements ChatOutcome {

	}

	/**
	 * Nobody answered.
	 *
	 * @param kind what went wrong last
	 * @param retryable whether the same call may succeed later
	 * @param message what happened and what to do, without keys or prompt text
	 * @param attempts every attempt and skip in order
	 * @param cause the {@link LlmFallbackException} that {@link FallbackChatClient#call}
	 * would have thrown
	 */
	record Failure(FailureKind kind, boolean retryable, String message, List<AttemptRecord> attempts,
			Throwable cause) implements ChatOutcome {

		public Failure {
			attempts = List.copyOf(attempts);
		}

	}

}
