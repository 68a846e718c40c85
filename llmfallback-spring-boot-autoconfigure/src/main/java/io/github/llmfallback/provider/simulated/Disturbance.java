package io.github.llmfallback.provider.simulated;

import java.time.Duration;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What goes wrong with a request.
 *
 * @param kind the failure to be seen by the caller
 * @param retryAfter how long the provider asks to wait; {@code null} when it does not say
 * @param afterWords words a stream still delivers before the failure; {@code null} when
 * the kind alone decides
 */
record Disturbance(FailureKind kind, @Nullable Duration retryAfter, @Nullable Integer afterWords) {

	private static final Duration USUAL_WAIT = Duration.ofSeconds(2);

	Disturbance {
		Assert.notNull(kind, "the kind of a simulated failure must not be null");
		Assert.isTrue(isPossible(kind),
				() -> kind + " cannot be simulated by a provider: it is decided on the caller's side");
		Assert.isTrue(retryAfter == null || !retryAfter.isNegative(),
				() -> "retryAfter must not be negative, but is " + retryAfter);
		Assert.isTrue(afterWords == null || afterWords >= 0,
				() -> "a stream cannot break after a negative number of words: " + afterWords);
	}

	static Disturbance of(FailureKind kind) {
		boolean tellsWhen = kind == FailureKind.RATE_LIMITED || kind == FailureKind.OVERLOADED;
		return new Disturbance(kind, (tellsWhen) ? USUAL_WAIT : null, null);
	}

	static Disturbance breakAfter(int words) {
		return new Disturbance(FailureKind.CONNECTION, null, words);
	}

	private static boolean isPossible(FailureKind kind) {
		return kind != FailureKind.CANCELLED && kind != FailureKind.BUDGET_EXCEEDED;
	}

	boolean hangs() {
		return this.kind == FailureKind.TIMEOUT;
	}

	/**
	 * Whether the failure has to be found in an answer that arrives without an error.
	 */
	boolean isAnswer() {
		return switch (this.kind) {
			case EMPTY_RESPONSE, MALFORMED_RESPONSE, CONTENT_FILTERED -> true;
			default -> false;
		};
	}

	boolean breaksStreamsOnly() {
		return this.afterWords != null;
	}

}
