package io.github.llmfallback.health;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TargetHealth}.
 */
class TargetHealthTests {

	private static final Duration SHORT = Duration.ofMillis(20);

	private final TurnedClock clock = new TurnedClock();

	private final ProviderHealth provider = new ProviderHealth(CircuitSettings.DEFAULT, 2, 2, this.clock,
			HealthListener.NONE);

	private final TargetHealth target = this.provider.target(0, 0);

	@Test
	void isReadyAtFirst() {
		assertThat(this.target.isReady()).isTrue();
		assertThat(this.target.availableIn()).isZero();
		assertThat(this.target.admit()).isEqualTo(Admittance.READY);
		assertThat(this.target.admitRetry()).isEqualTo(Admittance.READY);
		assertThat(this.target.admitAnyway()).isEqualTo(Admittance.READY);
	}

	@Test
	void coolingTargetIsRefusedExceptToTheCallThatWaitedAndToTheLastResort() {
		fail(Admittance.READY, FailureKind.RATE_LIMITED, Duration.ofSeconds(10));
		assertThat(this.target.isReady()).isFalse();
		assertThat(this.target.admit()).isEqualTo(Admittance.COOLING_DOWN);
		assertThat(this.target.admitRetry()).isEqualTo(Admittance.READY);
		assertThat(this.target.admitAnyway()).isEqualTo(Admittance.ANYWAY);
		assertThat(this.target.availableIn()).hasSeconds(10);
		this.clock.turnSeconds(10);
		assertThat(this.target.isReady()).isTrue();
		assertThat(this.target.admitAnyway()).isEqualTo(Admittance.READY);
	}

	@Test
	void targetOfAnOpenCircuitIsRefusedExceptToTheLastResort() {
		open();
		assertThat(this.target.isReady()).isFalse();
		assertThat(this.target.admit()).isEqualTo(Admittance.CIRCUIT_OPEN);
		assertThat(this.target.admitRetry()).isEqualTo(Admittance.CIRCUIT_OPEN);
		assertThat(this.target.admitAnyway()).isEqualTo(Admittance.ANYWAY);
		assertThat(this.target.availableIn()).hasSeconds(30);
	}

	@Test
	void targetIsReadyForAProbe() {
		halfOpen();
		assertThat(this.target.isReady()).isTrue();
		assertThat(this.target.availableIn()).isZero();
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE);
		assertThat(this.target.isReady()).isFalse();
		assertThat(this.target.availableIn()).isZero();
	}

	@Test
	void slowSuccessesDoNotOpenTheCircuit() {
		for (int i = 0; i < 100; i++) {
			this.target.succeeded(Admittance.READY, Duration.ofHours(10), this.clock.getAsLong());
		}
		assertThat(this.provider.circuit()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 100, null));
	}

	@Test
	void everyTargetWaitsForTheProbe() {
		halfOpen();
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE);
		TargetHealth other = this.provider.target(1, 1);
		assertThat(other.admit()).isEqualTo(Admittance.PROBE_RUNNING);
		assertThat(other.admitRetry()).isEqualTo(Admittance.PROBE_RUNNING);
		assertThat(other.admitAnyway()).isEqualTo(Admittance.PROBE_RUNNING);
	}

	@Test
	void retryMayBeTheProbe() {
		halfOpen();
		assertThat(this.target.admitRetry()).isEqualTo(Admittance.PROBE);
	}

	@Test
	void lastResortMayBeTheProbe() {
		halfOpen();
		fail(Admittance.READY, FailureKind.RATE_LIMITED, Duration.ofSeconds(10));
		assertThat(this.target.admitAnyway()).isEqualTo(Admittance.PROBE);
	}

	@Test
	void coolingTargetDoesNotTakeTheProbe() {
		halfOpen();
		fail(Admittance.READY, FailureKind.RATE_LIMITED, Duration.ofSeconds(10));
		assertThat(this.target.isReady()).isFalse();
		assertThat(this.target.admit()).isEqualTo(Admittance.COOLING_DOWN);
		assertThat(this.provider.target(1, 0).admit()).isEqualTo(Admittance.PROBE);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "RATE_LIMITED", "MODEL_NOT_FOUND" })
	void providerThatRefusesAProbeIsAlive(FailureKind kind) {
		halfOpen();
		fail(this.target.admit(), kind, null);
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.CLOSED);
		assertThat(this.target.isReady()).isFalse();
		assertThat(this.provider.target(1, 1).isReady()).isTrue();
	}

	@Test
	void providerThatRefusesARequestSentAnywayIsAlive() {
		open();
		fail(this.target.admitAnyway(), FailureKind.RATE_LIMITED, null);
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTEXT_LENGTH_EXCEEDED", "CONTENT_FILTERED", "INVALID_REQUEST", "CANCELLED",
			"BUDGET_EXCEEDED" })
	void probeThatFailsByNobodysFaultMakesRoomForAnother(FailureKind kind) {
		halfOpen();
		fail(this.target.admit(), kind, Duration.ofMinutes(1));
		assertThat(this.target.isReady()).isTrue();
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE);
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMEOUT", "CONNECTION", "SERVER_ERROR", "OVERLOADED", "EMPTY_RESPONSE", "MALFORMED_RESPONSE",
			"TRUNCATED", "UNKNOWN" })
	void failureOfTheProviderCountsAndReopens(FailureKind kind) {
		fail(Admittance.READY, kind, null);
		assertThat(this.provider.circuit().bufferedCalls()).isEqualTo(1);
		assertThat(this.target.isReady()).isTrue();
		halfOpen();
		fail(this.target.admit(), kind, null);
		assertThat(this.provider.circuit().availableIn()).hasSeconds(60);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED", "RATE_LIMITED", "MODEL_NOT_FOUND",
			"CONTEXT_LENGTH_EXCEEDED", "CONTENT_FILTERED", "INVALID_REQUEST", "CANCELLED", "BUDGET_EXCEEDED" })
	void otherFailuresNeverCount(FailureKind kind) {
		for (int i = 0; i < 100; i++) {
			fail(Admittance.READY, kind, null);
		}
		assertThat(this.provider.circuit()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
	}

	@Test
	void successCounts() {
		this.target.succeeded(this.target.admit(), SHORT, this.clock.getAsLong());
		assertThat(this.provider.circuit()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 1, null));
		halfOpen();
		this.target.succeeded(this.target.admit(), SHORT, this.clock.getAsLong());
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void probeWhoseAnswerHasBegunClosesTheCircuitAndCountsOnceItHasEnded() {
		halfOpen();
		Admittance admitted = this.target.answered(this.target.admit());
		assertThat(admitted).isEqualTo(Admittance.READY);
		assertThat(this.provider.circuit()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
		fail(admitted, FailureKind.TRUNCATED, null);
		assertThat(this.provider.circuit().bufferedCalls()).isEqualTo(1);
	}

	@Test
	void requestSentAnywayWhoseAnswerHasBegunClosesTheCircuit() {
		open();
		assertThat(this.target.answered(this.target.admitAnyway())).isEqualTo(Admittance.READY);
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void requestWhoseAnswerHadBegunSaysNothingAboutALaterProbe() {
		halfOpen();
		Admittance admitted = this.target.answered(this.target.admit());
		halfOpen();
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE);
		fail(admitted, FailureKind.TRUNCATED, null);
		this.target.released(admitted);
		this.target.succeeded(admitted, SHORT, this.clock.getAsLong());
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE_RUNNING);
	}

	@Test
	void releasedProbeMakesRoomForAnother() {
		halfOpen();
		this.target.released(this.target.admit());
		assertThat(this.target.admit()).isEqualTo(Admittance.PROBE);
	}

	@Test
	void overloadedProviderIsGivenTheRestItAsksFor() {
		fail(Admittance.READY, FailureKind.OVERLOADED, Duration.ofSeconds(7));
		assertThat(this.target.availableIn()).hasSeconds(7);
		assertThat(this.provider.target(0, 1).isReady()).isTrue();
		assertThat(this.provider.target(1, 0).isReady()).isTrue();
		assertThat(this.provider.circuit().bufferedCalls()).isEqualTo(1);
	}

	@Test
	void restIsSetThoughTheCallHasCounted() {
		this.target.failed(Admittance.READY, FailureKind.OVERLOADED, Duration.ofSeconds(7), SHORT, false);
		assertThat(this.target.availableIn()).hasSeconds(7);
		assertThat(this.provider.circuit().bufferedCalls()).isZero();
	}

	@Test
	void longestOfAllReasonsDecides() {
		fail(Admittance.READY, FailureKind.RATE_LIMITED, Duration.ofSeconds(10));
		assertThat(this.target.availableIn()).hasSeconds(10);
		open();
		assertThat(this.target.availableIn()).hasSeconds(30);
		fail(Admittance.READY, FailureKind.AUTHENTICATION, null);
		assertThat(this.target.availableIn()).hasMinutes(5);
		fail(Admittance.READY, FailureKind.MODEL_NOT_FOUND, null);
		assertThat(this.target.availableIn()).hasMinutes(10);
		fail(Admittance.READY, FailureKind.RATE_LIMITED, Duration.ofHours(1));
		assertThat(this.target.availableIn()).hasHours(1);
	}

	@Test
	void successEndsWhatWasSetBeforeItWasSent() {
		for (FailureKind kind : Set.of(FailureKind.RATE_LIMITED, FailureKind.AUTHENTICATION,
				FailureKind.MODEL_NOT_FOUND)) {
			fail(Admittance.READY, kind, null);
			this.target.succeeded(Admittance.READY, SHORT, this.clock.getAsLong());
			assertThat(this.target.isReady()).as("%s, sent before", kind).isFalse();
			this.clock.turn(SHORT.plusNanos(1));
			this.target.succeeded(this.target.admitAnyway(), SHORT, this.clock.getAsLong());
			assertThat(this.target.isReady()).as("%s, sent after", kind).isTrue();
		}
	}

	@Test
	void twentyRefusalsInARowLockNobodyOut() {
		TargetHealth only = new ProviderHealth(CircuitSettings.DEFAULT, 1, 1, this.clock, HealthListener.NONE).target(0,
				0);
		for (int i = 0; i < 20; i++) {
			Admittance admitted = only.admitAnyway();
			assertThat(admitted.isAdmitted()).isTrue();
			this.clock.turn(SHORT);
			only.failed(admitted, FailureKind.RATE_LIMITED, null, SHORT, true);
			assertThat(only.availableIn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
		}
		this.clock.turnSeconds(60);
		assertThat(only.admit()).isEqualTo(Admittance.READY);
	}

	@Test
	void refusalsAreNotAdmitted() {
		Set<Admittance> admitted = new HashSet<>();
		for (Admittance admittance : Admittance.values()) {
			if (admittance.isAdmitted()) {
				admitted.add(admittance);
			}
		}
		assertThat(admitted).containsExactlyInAnyOrder(Admittance.READY, Admittance.PROBE, Admittance.ANYWAY);
	}

	private void open() {
		for (int i = 0; i < 10; i++) {
			fail(Admittance.READY, FailureKind.SERVER_ERROR, null);
		}
	}

	private void halfOpen() {
		open();
		this.clock.turnSeconds(30);
	}

	private void fail(Admittance admitted, FailureKind kind, @Nullable Duration retryAfter) {
		this.target.failed(admitted, kind, retryAfter, SHORT, true);
	}

}
