package io.github.llmfallback.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.failure.FailureKind;

/**
 * What a failure says about whose health, and how long it is to be left alone.
 */
enum Consequence {

	/** Nobody is to blame but the request or the caller. */
	NONE(null, Duration.ZERO, Duration.ZERO),

	/** The provider failed: its circuit counts. */
	PROVIDER_FAILED(HealthPart.CIRCUIT, Duration.ZERO, Duration.ZERO),

	/** As above, and when the provider asks for a pause, this target makes one. */
	PROVIDER_OVERLOADED(HealthPart.CIRCUIT, Duration.ZERO, Duration.ZERO),

	/** The key is bad. */
	KEY_REFUSED(HealthPart.KEY, Duration.ofMinutes(5), Duration.ofHours(1)),

	/** The key's account is used up. */
	KEY_EXHAUSTED(HealthPart.KEY, Duration.ofMinutes(30), Duration.ofHours(6)),

	/** The provider does not know the model. */
	MODEL_UNKNOWN(HealthPart.MODEL, Duration.ofMinutes(10), Duration.ofHours(1)),

	/** This key may not ask this model for now. */
	TARGET_LIMITED(HealthPart.TARGET, Duration.ofSeconds(1), Duration.ofSeconds(60));

	private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

	private final @Nullable HealthPart part;

	private final Duration first;

	private final Duration most;

	Consequence(@Nullable HealthPart part, Duration first, Duration most) {
		this.part = part;
		this.first = first;
		this.most = most;
	}

	static Consequence of(FailureKind kind) {
		return switch (kind) {
			case AUTHENTICATION -> KEY_REFUSED;
			case QUOTA_EXHAUSTED -> KEY_EXHAUSTED;
			case RATE_LIMITED -> TARGET_LIMITED;
			case MODEL_NOT_FOUND -> MODEL_UNKNOWN;
			case OVERLOADED -> PROVIDER_OVERLOADED;
			case TIMEOUT, CONNECTION, SERVER_ERROR, EMPTY_RESPONSE, MALFORMED_RESPONSE, TRUNCATED, UNKNOWN ->
				PROVIDER_FAILED;
			case CONTEXT_LENGTH_EXCEEDED, CONTENT_FILTERED, INVALID_REQUEST, CANCELLED, BUDGET_EXCEEDED -> NONE;
		};
	}

	/**
	 * Whose health suffers.
	 * @return {@code null} for nobody's
	 */
	@Nullable HealthPart part() {
		return this.part;
	}

	/**
	 * How long the key, the model or the target is to be left alone.
	 * @param repetition 0 for the first failure since the last success
	 * @param retryAfter what the provider asks for; zero and less count as nothing, more
	 * than 24 hours as 24 hours
	 * @return nanoseconds; 0 for not at all
	 */
	long restNanos(int repetition, @Nullable Duration retryAfter) {
		long asked = nanos(retryAfter);
		return switch (this) {
			case NONE, PROVIDER_FAILED -> 0;
			case PROVIDER_OVERLOADED -> asked;
			case TARGET_LIMITED -> (asked > 0) ? asked : grown(repetition);
			case KEY_REFUSED, KEY_EXHAUSTED, MODEL_UNKNOWN -> Math.max(asked, grown(repetition));
		};
	}

	private long grown(int repetition) {
		return Doubling.between(this.first, this.most).nanos(repetition);
	}

	private static long nanos(@Nullable Duration retryAfter) {
		if (retryAfter == null || retryAfter.isNegative()) {
			return 0;
		}
		return ((retryAfter.compareTo(LONGEST_RETRY_AFTER) < 0) ? retryAfter : LONGEST_RETRY_AFTER).toNanos();
	}

}
