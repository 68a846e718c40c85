package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Circuit}.
 */
class CircuitTests {

	private final TurnedClock clock = new TurnedClock();

	private final RecordedChanges changes = new RecordedChanges();

	private final Circuit circuit = circuit(CircuitSettings.DEFAULT);

	@Test
	void lacksCallsAtFirst() {
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
		assertThat(this.circuit.admit()).isEqualTo(Admittance.READY);
	}

	@Test
	void fewFailuresDoNotOpenIt() {
		fail(9);
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 9, null));
	}

	@Test
	void minimumOfCallsOpensIt() {
		fail(10);
		assertThat(this.circuit.status())
			.isEqualTo(new CircuitStatus(CircuitState.OPEN, 100, 10, Duration.ofSeconds(30)));
		assertThat(this.circuit.admit()).isEqualTo(Admittance.CIRCUIT_OPEN);
	}

	@Test
	void failuresBelowTheThresholdDoNotOpenIt() {
		succeed(51);
		fail(50);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.CLOSED);
		assertThat(this.circuit.status().failureRate()).isBetween(49.5f, 49.6f);
		fail(1);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void successMayMakeUpTheMinimumOfCalls() {
		fail(9);
		succeed(1);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.OPEN);
		assertThat(this.changes.take()).containsExactly("unavailable CIRCUIT -1/-1 null PT30S");
	}

	@Test
	void callsOutsideTheWindowDoNotCount() {
		fail(9);
		this.clock.turnSeconds(60);
		assertThat(this.circuit.status().bufferedCalls()).isZero();
		fail(9);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void callsWithinTheWindowCount() {
		fail(9);
		this.clock.turnSeconds(59);
		fail(1);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.OPEN);
	}

	@Test
	void partOfASecondOfAWindowCountsAsOne() {
		Circuit narrow = circuit(new CircuitSettings(50, 2, Duration.ofMillis(1), Duration.ofSeconds(1)));
		narrow.failed(Admittance.READY, FailureKind.TIMEOUT, true);
		this.clock.turn(Duration.ofMillis(999));
		assertThat(narrow.status().bufferedCalls()).isEqualTo(1);
		this.clock.turn(Duration.ofMillis(1));
		assertThat(narrow.status().bufferedCalls()).isZero();
	}

	@Test
	void callThatHasCountedDoesNotCountAgain() {
		for (int i = 0; i < 100; i++) {
			this.circuit.failed(Admittance.READY, FailureKind.TIMEOUT, false);
		}
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
	}

	@Test
	void openTimeCountsDown() {
		fail(10);
		this.clock.turn(Duration.ofSeconds(30).minusNanos(1));
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.OPEN);
		assertThat(this.circuit.status().availableIn()).hasNanos(1);
		assertThat(this.circuit.offer()).isEqualTo(Admittance.CIRCUIT_OPEN);
		this.clock.turn(Duration.ofNanos(1));
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(this.circuit.status().availableIn()).isZero();
		this.clock.turnSeconds(1000);
		assertThat(this.circuit.status().availableIn()).isZero();
	}

	@Test
	void oneProbeIsAdmittedAtATime() {
		halfOpen();
		assertThat(this.circuit.offer()).isEqualTo(Admittance.PROBE);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
		assertThat(this.circuit.offer()).isEqualTo(Admittance.PROBE_RUNNING);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(this.circuit.status().availableIn()).isZero();
	}

	@Test
	void successfulProbeClosesItWithACleanSlate() {
		probe();
		this.circuit.succeeded(Admittance.PROBE, this.clock.getAsLong());
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
		fail(9);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.READY);
	}

	@Test
	void answeredProbeClosesIt() {
		probe();
		this.circuit.answered(Admittance.PROBE);
		assertThat(this.circuit.status().state()).isEqualTo(CircuitState.CLOSED);
	}

	@ParameterizedTest
	@CsvSource({ "30, 30 60 120 240 300 300", "1, 1 2 4 8 10 10", "120, 120 240 480 600 600", "600, 600 600",
			"3600, 3600 3600" })
	void failedProbeWaitsLongerUpToABound(int open, String seconds) {
		Circuit stubborn = circuit(new CircuitSettings(50, 1, Duration.ofSeconds(60), Duration.ofSeconds(open)));
		stubborn.failed(Admittance.READY, FailureKind.CONNECTION, true);
		List<String> waits = new ArrayList<>();
		for (int i = 0; i < seconds.split(" ").length; i++) {
			waits.add(String.valueOf(left(stubborn).toSeconds()));
			this.clock.turn(left(stubborn));
			assertThat(stubborn.admit()).isEqualTo(Admittance.PROBE);
			stubborn.failed(Admittance.PROBE, FailureKind.CONNECTION, true);
		}
		assertThat(String.join(" ", waits)).isEqualTo(seconds);
	}

	@Test
	void waitsStartAnewOnceItHasClosed() {
		probe();
		this.circuit.failed(Admittance.PROBE, FailureKind.TIMEOUT, true);
		this.clock.turnSeconds(60);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
		this.circuit.succeeded(Admittance.PROBE, this.clock.getAsLong());
		fail(10);
		assertThat(left(this.circuit)).hasSeconds(30);
	}

	@Test
	void failedProbeOfACallThatHasCountedReopens() {
		probe();
		this.circuit.failed(Admittance.PROBE, FailureKind.TIMEOUT, false);
		assertThat(left(this.circuit)).hasSeconds(60);
	}

	@Test
	void releasedProbeMakesRoomForAnother() {
		probe();
		this.circuit.released(Admittance.PROBE);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
		this.circuit.failed(Admittance.PROBE, FailureKind.TIMEOUT, true);
		assertThat(left(this.circuit)).hasSeconds(60);
	}

	@Test
	void lostProbeIsReplacedAfterTenMinutes() {
		probe();
		CompletableFuture<Void> outcome = this.circuit.probeOutcome();
		this.clock.turn(Duration.ofMinutes(10).minusNanos(1));
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
		this.clock.turn(Duration.ofNanos(1));
		assertThat(this.circuit.offer()).isEqualTo(Admittance.PROBE);
		assertThat(outcome).isNotDone();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
		assertThat(outcome).isCompleted();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
	}

	@Test
	void requestsFromBeforeDecideNothingWhileItIsNotClosed() {
		fail(10);
		this.circuit.succeeded(Admittance.READY, this.clock.getAsLong());
		this.circuit.answered(Admittance.READY);
		this.circuit.failed(Admittance.READY, FailureKind.TIMEOUT, true);
		this.circuit.released(Admittance.READY);
		assertThat(left(this.circuit)).hasSeconds(30);
		this.clock.turnSeconds(30);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
		this.circuit.succeeded(Admittance.READY, this.clock.getAsLong());
		this.circuit.answered(Admittance.READY);
		this.circuit.failed(Admittance.READY, FailureKind.TIMEOUT, true);
		this.circuit.released(Admittance.READY);
		this.circuit.released(Admittance.ANYWAY);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
	}

	@Test
	void answersAndReleasesOfAClosedCircuitDoNotCount() {
		this.circuit.answered(Admittance.READY);
		this.circuit.released(Admittance.READY);
		assertThat(this.circuit.status().bufferedCalls()).isZero();
	}

	@Test
	void requestSentAnywayClosesAnOpenCircuitOnSuccess() {
		fail(10);
		this.circuit.succeeded(Admittance.ANYWAY, this.clock.getAsLong());
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
	}

	@Test
	void requestSentAnywayDoesNotMakeTheOpenTimeLonger() {
		fail(10);
		this.clock.turnSeconds(10);
		this.circuit.failed(Admittance.ANYWAY, FailureKind.TIMEOUT, true);
		assertThat(left(this.circuit)).hasSeconds(20);
	}

	@Test
	void requestSentAnywayMayComeBeforeTheProbe() {
		probe();
		CompletableFuture<Void> outcome = this.circuit.probeOutcome();
		this.circuit.failed(Admittance.ANYWAY, FailureKind.TIMEOUT, true);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
		this.circuit.succeeded(Admittance.ANYWAY, this.clock.getAsLong());
		assertThat(outcome).isCompleted();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.READY);
		this.circuit.failed(Admittance.PROBE, FailureKind.TIMEOUT, true);
		assertThat(this.circuit.status()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 1, null));
	}

	@ParameterizedTest
	@EnumSource(names = { "PROBE", "ANYWAY" })
	void failureWhileItIsClosedCountsHoweverAdmitted(Admittance admitted) {
		this.circuit.failed(admitted, FailureKind.TIMEOUT, true);
		assertThat(this.circuit.status().bufferedCalls()).isEqualTo(1);
	}

	@Test
	void endOfTheProbeIsTold() {
		assertThat(this.circuit.probeOutcome()).isCompleted();
		probe();
		CompletableFuture<Void> failed = this.circuit.probeOutcome();
		assertThat(failed).isNotDone();
		this.circuit.failed(Admittance.PROBE, FailureKind.TIMEOUT, true);
		assertThat(failed).isCompleted();
		assertThat(this.circuit.probeOutcome()).isCompleted();
		this.clock.turnSeconds(60);
		this.circuit.admit();
		CompletableFuture<Void> released = this.circuit.probeOutcome();
		this.circuit.released(Admittance.PROBE);
		assertThat(released).isCompleted();
		this.circuit.admit();
		CompletableFuture<Void> succeeded = this.circuit.probeOutcome();
		this.circuit.succeeded(Admittance.PROBE, this.clock.getAsLong());
		assertThat(succeeded).isCompleted();
	}

	@Test
	void whoeverStopsWaitingForTheProbeStopsAlone() {
		probe();
		CompletableFuture<Void> patient = this.circuit.probeOutcome();
		assertThat(this.circuit.probeOutcome().cancel(false)).isTrue();
		assertThat(patient).isNotDone();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE_RUNNING);
	}

	@Test
	void changesAreTold() {
		fail(10);
		assertThat(this.changes.take()).containsExactly("unavailable CIRCUIT -1/-1 TIMEOUT PT30S");
		this.clock.turnSeconds(30);
		this.circuit.admit();
		this.circuit.released(Admittance.PROBE);
		this.circuit.admit();
		assertThat(this.changes.take()).isEmpty();
		this.circuit.failed(Admittance.PROBE, FailureKind.CONNECTION, true);
		assertThat(this.changes.take()).containsExactly("unavailable CIRCUIT -1/-1 CONNECTION PT1M");
		this.circuit.answered(Admittance.ANYWAY);
		assertThat(this.changes.take()).containsExactly("recovered CIRCUIT -1/-1");
		succeed(10);
		assertThat(this.changes.take()).isEmpty();
	}

	@Test
	void resetClosesItAndForgetsOutcomes() {
		fail(9);
		this.circuit.reset();
		assertThat(this.circuit.status().bufferedCalls()).isZero();
		assertThat(this.changes.take()).isEmpty();
		probe();
		this.changes.take();
		CompletableFuture<Void> outcome = this.circuit.probeOutcome();
		this.circuit.reset();
		assertThat(outcome).isCompleted();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.READY);
		assertThat(this.changes.take()).containsExactly("recovered CIRCUIT -1/-1");
		this.circuit.released(Admittance.PROBE);
		assertThat(this.circuit.admit()).isEqualTo(Admittance.READY);
	}

	private Circuit circuit(CircuitSettings settings) {
		return new Circuit(settings, this.clock, this.changes);
	}

	private void halfOpen() {
		fail(10);
		this.clock.turnSeconds(30);
	}

	private void probe() {
		halfOpen();
		assertThat(this.circuit.admit()).isEqualTo(Admittance.PROBE);
	}

	private void fail(int times) {
		for (int i = 0; i < times; i++) {
			this.circuit.failed(Admittance.READY, FailureKind.TIMEOUT, true);
		}
	}

	private void succeed(int times) {
		for (int i = 0; i < times; i++) {
			this.circuit.succeeded(Admittance.READY, this.clock.getAsLong());
		}
	}

	private static Duration left(Circuit circuit) {
		Duration left = circuit.status().availableIn();
		assertThat(left).isNotNull();
		return left;
	}

}
