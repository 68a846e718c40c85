package io.github.llmfallback.health;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.ThreadMXBean;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProviderHealth}.
 */
class ProviderHealthTests {

	private static final Duration SHORT = Duration.ofMillis(20);

	private static final HealthStatus WELL = new HealthStatus(Duration.ZERO, null);

	private final TurnedClock clock = new TurnedClock();

	private final RecordedChanges changes = new RecordedChanges();

	private final ProviderHealth health = new ProviderHealth(CircuitSettings.DEFAULT, 3, 2, this.clock, this.changes);

	@ParameterizedTest
	@CsvSource({ "0, 1, keys", "1, 0, models", "-1, 1, keys" })
	void providerHasAKeyAndAModel(int keys, int models, String named) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProviderHealth(CircuitSettings.DEFAULT, keys, models, this.clock, this.changes))
			.withMessageContaining("'" + named + "'");
	}

	@Test
	void everyTargetIsOneObject() {
		for (int key = 0; key < 3; key++) {
			for (int model = 0; model < 2; model++) {
				TargetHealth target = this.health.target(key, model);
				assertThat(this.health.target(key, model)).isSameAs(target);
				fail(target, FailureKind.RATE_LIMITED, null);
				assertThat(this.changes.take())
					.containsExactly("unavailable TARGET " + key + "/" + model + " RATE_LIMITED PT1S");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "3, 0", "-1, 1", "0, 2", "0, -1" })
	void unknownTargetIsAnError(int key, int model) {
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.health.target(key, model));
	}

	@Test
	void largePoolCostsACallNothing() {
		long small = bytesPerCall(new ProviderHealth(CircuitSettings.DEFAULT, 1, 1, this.clock, this.changes));
		long large = bytesPerCall(new ProviderHealth(CircuitSettings.DEFAULT, 100, 50, this.clock, this.changes));
		assertThat(small).isLessThan(500);
		assertThat(large).isLessThan(500);
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "QUOTA_EXHAUSTED" })
	void fateOfAKeyTouchesNoOtherKey(FailureKind kind) {
		fail(this.health.target(1, 0), kind, null);
		for (int model = 0; model < 2; model++) {
			assertThat(this.health.target(0, model).isReady()).isTrue();
			assertThat(this.health.target(1, model).isReady()).isFalse();
			assertThat(this.health.target(2, model).isReady()).isTrue();
			assertThat(this.health.model(model)).isEqualTo(WELL);
		}
		assertThat(this.health.key(0)).isEqualTo(WELL);
		assertThat(this.health.key(1).lastFailure()).isEqualTo(kind);
		assertThat(this.health.key(2)).isEqualTo(WELL);
	}

	@Test
	void fateOfAModelTouchesNoOtherModel() {
		fail(this.health.target(1, 0), FailureKind.MODEL_NOT_FOUND, null);
		for (int key = 0; key < 3; key++) {
			assertThat(this.health.target(key, 0).isReady()).isFalse();
			assertThat(this.health.target(key, 1).isReady()).isTrue();
			assertThat(this.health.key(key)).isEqualTo(WELL);
		}
		assertThat(this.health.model(0))
			.isEqualTo(new HealthStatus(Duration.ofMinutes(10), FailureKind.MODEL_NOT_FOUND));
		assertThat(this.health.model(1)).isEqualTo(WELL);
	}

	@Test
	void fateOfAKeyWithAModelTouchesNeitherOfThem() {
		fail(this.health.target(1, 0), FailureKind.RATE_LIMITED, Duration.ofMinutes(1));
		for (int key = 0; key < 3; key++) {
			for (int model = 0; model < 2; model++) {
				assertThat(this.health.target(key, model).isReady()).isEqualTo(key != 1 || model != 0);
			}
		}
		assertThat(this.health.key(1)).isEqualTo(new HealthStatus(Duration.ZERO, FailureKind.RATE_LIMITED));
		assertThat(this.health.model(0)).isEqualTo(new HealthStatus(Duration.ZERO, FailureKind.RATE_LIMITED));
		assertThat(this.health.key(0)).isEqualTo(WELL);
		assertThat(this.health.model(1)).isEqualTo(WELL);
	}

	@Test
	void revokedKeyIsNotUsedUntilItsQuarantineEnds() {
		fail(this.health.target(0, 0), FailureKind.AUTHENTICATION, null);
		this.clock.turn(Duration.ofMinutes(5).minusNanos(1));
		assertThat(this.health.target(0, 1).admit()).isEqualTo(Admittance.COOLING_DOWN);
		assertThat(this.health.target(1, 1).admit()).isEqualTo(Admittance.READY);
		this.clock.turn(Duration.ofNanos(1));
		assertThat(this.health.target(0, 1).admit()).isEqualTo(Admittance.READY);
		fail(this.health.target(0, 1), FailureKind.AUTHENTICATION, null);
		assertThat(this.health.key(0)).isEqualTo(new HealthStatus(Duration.ofMinutes(10), FailureKind.AUTHENTICATION));
	}

	@Test
	void eachRateLimitedKeyReturnsAtItsOwnTime() {
		for (int key = 0; key < 3; key++) {
			for (int model = 0; model < 2; model++) {
				fail(this.health.target(key, model), FailureKind.RATE_LIMITED, Duration.ofSeconds(10 + 10 * key));
			}
		}
		for (int second = 0; second <= 40; second++) {
			for (int key = 0; key < 3; key++) {
				int left = Math.max(0, 10 + 10 * key - second);
				assertThat(this.health.target(key, 0).isReady()).isEqualTo(left == 0);
				assertThat(this.health.key(key).availableIn()).hasSeconds(left);
			}
			assertThat(this.health.model(0).availableIn()).hasSeconds(Math.max(0, 10 - second));
			this.clock.turnSeconds(1);
		}
	}

	@Test
	void keyIsBackWithItsFirstModel() {
		fail(this.health.target(0, 0), FailureKind.RATE_LIMITED, Duration.ofSeconds(20));
		assertThat(this.health.key(0).availableIn()).isZero();
		fail(this.health.target(0, 1), FailureKind.RATE_LIMITED, Duration.ofSeconds(10));
		assertThat(this.health.key(0).availableIn()).hasSeconds(10);
		fail(this.health.target(0, 1), FailureKind.AUTHENTICATION, null);
		assertThat(this.health.key(0).availableIn()).hasMinutes(5);
	}

	@Test
	void modelIsBackWithItsFirstKey() {
		for (int key = 0; key < 3; key++) {
			fail(this.health.target(key, 1), FailureKind.RATE_LIMITED, Duration.ofSeconds(30 - key));
		}
		assertThat(this.health.model(1).availableIn()).hasSeconds(28);
		assertThat(this.health.model(0)).isEqualTo(WELL);
	}

	@Test
	void latestFailureIsShownUntilASuccess() {
		fail(this.health.target(0, 0), FailureKind.AUTHENTICATION, null);
		this.clock.turnSeconds(1);
		fail(this.health.target(0, 1), FailureKind.RATE_LIMITED, null);
		assertThat(this.health.key(0).lastFailure()).isEqualTo(FailureKind.RATE_LIMITED);
		this.clock.turnSeconds(1);
		fail(this.health.target(0, 0), FailureKind.QUOTA_EXHAUSTED, null);
		assertThat(this.health.key(0).lastFailure()).isEqualTo(FailureKind.QUOTA_EXHAUSTED);
		this.clock.turn(Duration.ofHours(2));
		assertThat(this.health.key(0)).isEqualTo(new HealthStatus(Duration.ZERO, FailureKind.QUOTA_EXHAUSTED));
		this.health.target(0, 1).succeeded(Admittance.READY, SHORT, this.clock.getAsLong());
		assertThat(this.health.key(0)).isEqualTo(WELL);
	}

	@Test
	void failuresOfTheProviderAreShownByNoKeyAndNoModel() {
		fail(this.health.target(0, 0), FailureKind.SERVER_ERROR, null);
		assertThat(this.health.key(0)).isEqualTo(WELL);
		assertThat(this.health.model(0)).isEqualTo(WELL);
	}

	@Test
	void resetForgetsEverythingBad() {
		fail(this.health.target(0, 0), FailureKind.AUTHENTICATION, null);
		fail(this.health.target(1, 0), FailureKind.MODEL_NOT_FOUND, null);
		fail(this.health.target(1, 1), FailureKind.RATE_LIMITED, null);
		for (int i = 0; i < 10; i++) {
			fail(this.health.target(2, 1), FailureKind.TIMEOUT, null);
		}
		this.changes.take();
		this.health.reset();
		for (int key = 0; key < 3; key++) {
			assertThat(this.health.key(key)).isEqualTo(WELL);
			for (int model = 0; model < 2; model++) {
				assertThat(this.health.target(key, model).admit()).isEqualTo(Admittance.READY);
				assertThat(this.health.model(model)).isEqualTo(WELL);
			}
		}
		assertThat(this.health.circuit()).isEqualTo(new CircuitStatus(CircuitState.CLOSED, 0, 0, null));
		assertThat(this.changes.take()).containsExactlyInAnyOrder("recovered KEY 0/-1", "recovered MODEL -1/0",
				"recovered TARGET 1/1", "recovered CIRCUIT -1/-1");
		this.health.reset();
		assertThat(this.changes.take()).isEmpty();
	}

	@Test
	void growthStartsAnewAfterAReset() {
		fail(this.health.target(0, 0), FailureKind.AUTHENTICATION, null);
		this.health.reset();
		fail(this.health.target(0, 0), FailureKind.AUTHENTICATION, null);
		assertThat(this.health.key(0).availableIn()).hasMinutes(5);
	}

	@Test
	void endOfTheProbeIsTold() {
		assertThat(this.health.probeOutcome()).isCompleted();
		for (int i = 0; i < 10; i++) {
			fail(this.health.target(2, 1), FailureKind.TIMEOUT, null);
		}
		this.clock.turnSeconds(30);
		this.health.target(0, 0).admit();
		assertThat(this.health.probeOutcome()).isNotDone();
	}

	@Test
	void listenerMayBeInterestedInNothing() {
		ProviderHealth quiet = new ProviderHealth(CircuitSettings.DEFAULT, 1, 1, this.clock, HealthListener.NONE);
		fail(quiet.target(0, 0), FailureKind.AUTHENTICATION, null);
		quiet.reset();
		assertThat(quiet.key(0)).isEqualTo(WELL);
	}

	private long bytesPerCall(ProviderHealth health) {
		ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = thread.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < 10_000; i++) {
			TargetHealth target = health.target(0, 0);
			if (target.isReady()) {
				target.succeeded(target.admit(), SHORT, this.clock.getAsLong());
			}
		}
		return (thread.getCurrentThreadAllocatedBytes() - before) / 10_000;
	}

	private static void fail(TargetHealth target, FailureKind kind, @Nullable Duration retryAfter) {
		target.failed(Admittance.READY, kind, retryAfter, SHORT, true);
	}

}
