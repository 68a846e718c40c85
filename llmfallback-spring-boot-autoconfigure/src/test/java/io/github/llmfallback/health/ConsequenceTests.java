package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Consequence}.
 */
class ConsequenceTests {

	@ParameterizedTest
	@CsvSource({ "AUTHENTICATION, KEY", "QUOTA_EXHAUSTED, KEY", "RATE_LIMITED, TARGET", "MODEL_NOT_FOUND, MODEL",
			"TIMEOUT, CIRCUIT", "CONNECTION, CIRCUIT", "SERVER_ERROR, CIRCUIT", "OVERLOADED, CIRCUIT",
			"EMPTY_RESPONSE, CIRCUIT", "MALFORMED_RESPONSE, CIRCUIT", "TRUNCATED, CIRCUIT", "UNKNOWN, CIRCUIT",
			"CONTEXT_LENGTH_EXCEEDED,", "CONTENT_FILTERED,", "INVALID_REQUEST,", "CANCELLED,", "BUDGET_EXCEEDED," })
	void kindSaysWhoseHealthSuffers(FailureKind kind, @Nullable HealthPart part) {
		assertThat(Consequence.of(kind).part()).isEqualTo(part);
	}

	@ParameterizedTest
	@CsvSource({ "AUTHENTICATION, 300 600 1200 2400 3600 3600", "QUOTA_EXHAUSTED, 1800 3600 7200 14400 21600 21600",
			"RATE_LIMITED, 1 2 4 8 16 32 60 60", "MODEL_NOT_FOUND, 600 1200 2400 3600 3600" })
	void restDoublesUpToItsBound(FailureKind kind, String seconds) {
		List<String> rests = new ArrayList<>();
		for (int repetition = 0; repetition < seconds.split(" ").length; repetition++) {
			rests.add(String.valueOf(rest(kind, repetition, null).toSeconds()));
		}
		assertThat(String.join(" ", rests)).isEqualTo(seconds);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "RATE_LIMITED", "MODEL_NOT_FOUND" })
	void restStaysAtItsBoundForEver(FailureKind kind) {
		assertThat(rest(kind, Integer.MAX_VALUE, null)).isEqualTo(rest(kind, 20, null)).isPositive();
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "OVERLOADED" })
	void retryAfterOfABusyTargetDecidesAlone(FailureKind kind) {
		assertThat(rest(kind, 6, Duration.ofMillis(1500))).hasMillis(1500);
		assertThat(rest(kind, 0, Duration.ofMinutes(7))).hasMinutes(7);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND" })
	void retryAfterOfAQuarantineOnlyMakesItLonger(FailureKind kind) {
		assertThat(rest(kind, 0, Duration.ofSeconds(1))).isEqualTo(rest(kind, 0, null));
		assertThat(rest(kind, 0, Duration.ofHours(8))).hasHours(8);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND", "RATE_LIMITED", "OVERLOADED" })
	void retryAfterIsADayAtMost(FailureKind kind) {
		assertThat(rest(kind, 0, Duration.ofHours(24))).hasHours(24);
		assertThat(rest(kind, 0, Duration.ofHours(25))).hasHours(24);
		assertThat(rest(kind, 0, Duration.ofSeconds(Long.MAX_VALUE))).hasHours(24);
	}

	@Test
	void retryAfterOfNothingIsNone() {
		for (Duration nothing : List.of(Duration.ZERO, Duration.ofSeconds(-5), Duration.ofSeconds(Long.MIN_VALUE))) {
			assertThat(rest(FailureKind.RATE_LIMITED, 0, nothing)).hasSeconds(1);
			assertThat(rest(FailureKind.OVERLOADED, 0, nothing)).isZero();
		}
	}

	@Test
	void overloadedProviderThatAsksForNoPauseGetsNone() {
		assertThat(rest(FailureKind.OVERLOADED, 3, null)).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE,
			names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "MODEL_NOT_FOUND", "RATE_LIMITED", "OVERLOADED" })
	void otherKindsRestNobody(FailureKind kind) {
		assertThat(rest(kind, 3, Duration.ofMinutes(1))).isZero();
	}

	private static Duration rest(FailureKind kind, int repetition, @Nullable Duration retryAfter) {
		return Duration.ofNanos(Consequence.of(kind).restNanos(repetition, retryAfter));
	}

}
