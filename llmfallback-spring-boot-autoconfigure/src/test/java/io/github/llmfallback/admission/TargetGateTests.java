package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.Map;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.limit.RateStatus;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.testsupport.TurnedTime;
import io.github.llmfallback.testsupport.Unlimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TargetGate} and {@link Admission}.
 */
class TargetGateTests {

	private static final Duration ELAPSED = Duration.ZERO;

	private static final TokenUsage USAGE = new TokenUsage(300, 0, 0, 200);

	private final TurnedTime time = new TurnedTime();

	private final Provider provider = GatedProviders.provider("p", 2, null, null);

	private final Demand demand = GatedProviders.demand();

	@Test
	void wellTargetLetsCallsIn() {
		TargetGate gate = gate(null, null, null);
		assertThat(gate.isReady(this.demand)).isTrue();
		assertThat(gate.availableIn(this.demand)).isZero();
		admitted(gate).succeeded(ELAPSED, this.time.getAsLong(), USAGE, 0);
		assertThat(gate.provider().health().circuit().bufferedCalls()).isEqualTo(1);
	}

	@Test
	void disabledProviderRefusesWhoeverAsks() {
		TargetGate gate = gate(null, null, null);
		gate.provider().setEnabled(false);
		assertThat(gate.isReady(this.demand)).isFalse();
		for (Insistence insistence : Insistence.values()) {
			assertThat(gate.enter(this.demand, insistence, false)).isEqualTo(Refusal.DISABLED);
		}
		assertThat(gate.enterRehearsal()).isEqualTo(Refusal.DISABLED);
		gate.provider().setEnabled(true);
		assertThat(gate.enterRehearsal()).isNull();
		assertThat(gate.isReady(this.demand)).isTrue();
	}

	@Test
	void openCircuitIsNamedWithItsTime() {
		TargetGate gate = gate(null, null, null);
		open(gate);
		this.time.turnSeconds(10);
		assertThat(gate.isReady(this.demand)).isFalse();
		assertThat(gate.availableIn(this.demand)).isEqualTo(Duration.ofSeconds(20));
		Refusal expected = new Refusal(SkipReason.CIRCUIT_OPEN, Duration.ofSeconds(20));
		assertThat(gate.enter(this.demand, Insistence.NORMAL, false)).isEqualTo(expected);
		assertThat(gate.enter(this.demand, Insistence.RETRY, false)).isEqualTo(expected);
	}

	@Test
	void lastResortPassesAnOpenCircuitAndClosesItWhenAnswered() {
		TargetGate gate = gate(null, null, null);
		open(gate);
		admitted(gate, Insistence.LAST_RESORT).succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(gate.provider().health().circuit().state()).isEqualTo(CircuitState.CLOSED);
	}

	@Test
	void nobodyPassesARunningProbe() {
		TargetGate gate = gate(null, null, null);
		open(gate);
		this.time.turnSeconds(30);
		Admission probe = admitted(gate);
		for (Insistence insistence : Insistence.values()) {
			assertThat(gate.enter(this.demand, insistence, false))
				.isEqualTo(new Refusal(SkipReason.CIRCUIT_OPEN, Duration.ZERO));
		}
		assertThat(gate.provider().probeOutcome()).isNotDone();
		probe.succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(gate.isReady(this.demand)).isTrue();
		assertThat(gate.provider().probeOutcome()).isDone();
	}

	@Test
	void coolingTargetRefusesAllButARetryAndALastResort() {
		TargetGate gate = gate(null, null, null);
		fail(admitted(gate), FailureKind.RATE_LIMITED, Duration.ofSeconds(7));
		assertThat(gate.enter(this.demand, Insistence.NORMAL, false))
			.isEqualTo(new Refusal(SkipReason.COOLING_DOWN, Duration.ofSeconds(7)));
		assertThat(SkipReason.COOLING_DOWN.isOfProvider()).isFalse();
		admitted(gate, Insistence.RETRY).failed(Failure.of(FailureKind.CANCELLED, ""), ELAPSED, null, 0, true)
			.counted();
		admitted(gate, Insistence.LAST_RESORT).failed(Failure.of(FailureKind.CANCELLED, ""), ELAPSED, null, 0, true)
			.counted();
		assertThat(gate.provider().targets().get(1).isReady(this.demand)).isTrue();
		assertThat(gate.provider().isWell()).isTrue();
		assertThat(gate.provider().availableIn()).isZero();
	}

	@Test
	void providerIsUnwellOnlyWhenAllItsTargetsAre() {
		ProviderGate gate = gate(null, null, null).provider();
		for (TargetGate target : gate.targets()) {
			assertThat(gate.isWell()).isTrue();
			assertThat(gate.isReady(this.demand)).isTrue();
			fail(admitted(target), FailureKind.RATE_LIMITED, Duration.ofSeconds(9));
			this.time.turnSeconds(1);
		}
		assertThat(gate.isWell()).isFalse();
		assertThat(gate.isReady(this.demand)).isFalse();
		assertThat(gate.availableIn()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void rateOfTheProviderRefusesUntilItsMinuteIsOver() {
		TargetGate gate = gate(1L, null, null);
		admitted(gate).succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		this.time.turnSeconds(15);
		assertThat(gate.isReady(this.demand)).isFalse();
		assertThat(gate.availableIn(this.demand)).isEqualTo(Duration.ofSeconds(45));
		assertThat(gate.provider().availableIn()).isEqualTo(Duration.ofSeconds(45));
		for (Insistence insistence : Insistence.values()) {
			assertThat(gate.enter(this.demand, insistence, false))
				.isEqualTo(new Refusal(SkipReason.RATE_LIMIT, Duration.ofSeconds(45)));
		}
		this.time.turnSeconds(45);
		assertThat(gate.isReady(this.demand)).isTrue();
	}

	@Test
	void probeThatTheRateRefusesIsLeftToAnother() {
		TargetGate gate = gate(2L, null, null);
		open(gate);
		this.time.turnSeconds(30);
		assertThat(gate.enter(this.demand, Insistence.NORMAL, false)).isInstanceOf(Refusal.class);
		this.time.turnSeconds(30);
		assertThat(gate.enter(this.demand, Insistence.NORMAL, false)).isInstanceOf(Admission.class);
	}

	@Test
	void tokensAreReservedAndSettledToWhatWasUsed() {
		TargetGate gate = gate(null, 2000L, null);
		long reserved = this.demand.tokens();
		Admission admission = admitted(gate);
		assertThat(tokensLeft(gate)).isEqualTo(2000 - reserved);
		admission.succeeded(ELAPSED, this.time.getAsLong(), USAGE, 0);
		assertThat(tokensLeft(gate)).isEqualTo(2000 - 500);
		fail(admitted(gate), FailureKind.INVALID_REQUEST, null);
		assertThat(tokensLeft(gate)).isEqualTo(2000 - 500);
		admitted(gate).failed(Failure.of(FailureKind.CONTENT_FILTERED, ""), ELAPSED, USAGE, 0, true);
		assertThat(tokensLeft(gate)).isEqualTo(2000 - 1000);
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMEOUT", "CANCELLED", "TRUNCATED" })
	void requestThatWasCutShortKeepsWhatTheProviderCountsOfIt(FailureKind kind) {
		for (Price price : new Price[] { null, Price.FREE, new Price(1, 1, 1, 0) }) {
			Provider provider = GatedProviders.priced("p", price);
			TargetGate gate = new Gates(this.time, Unlimited.payments(),
					(gated) -> GatedProviders.settings(null, 2000L, null), AvailabilityListener.NONE)
				.of(provider.targets().get(0));
			admitted(gate).failed(Failure.of(kind, ""), ELAPSED, null, 400, true);
			assertThat(tokensLeft(gate)).isEqualTo(2000 - 400 - this.demand.size().likely());
		}
	}

	@Test
	void answerWithoutUsageCostsItsEstimate() {
		TargetGate gate = gate(null, 2000L, null);
		admitted(gate).succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(tokensLeft(gate)).isEqualTo(2000 - this.demand.tokens());
	}

	@Test
	void fullProviderRefusesAndTakesNothing() {
		TargetGate gate = gate(10L, 10_000L, 1);
		Admission first = admitted(gate);
		RateStatus before = gate.provider().rates().status();
		assertThat(gate.isReady(this.demand)).isFalse();
		assertThat(gate.enter(this.demand, Insistence.LAST_RESORT, false)).isEqualTo(Refusal.CONCURRENCY);
		assertThat(gate.provider().rates().status()).isEqualTo(before);
		first.succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(gate.isReady(this.demand)).isTrue();
		admitted(gate);
	}

	@Test
	void whatWasTakenIsGivenBackWhenPayingBreaks() {
		TargetGate gate = gate(10L, 10_000L, 1, Unlimited.brokenPayments());
		RateStatus before = gate.provider().rates().status();
		for (int i = 0; i < 3; i++) {
			assertThatIllegalStateException().isThrownBy(() -> gate.enter(this.demand, Insistence.NORMAL, false))
				.withMessage("broken");
		}
		assertThat(gate.provider().rates().status()).isEqualTo(before);
		assertThat(gate.isReady(this.demand)).isTrue();
	}

	@Test
	void probeThatFindsNoPlaceIsLeftToAnother() {
		TargetGate gate = gate(null, null, 1);
		open(gate);
		this.time.turnSeconds(30);
		assertThat(gate.provider().tryTakePlace()).isTrue();
		assertThat(gate.enter(this.demand, Insistence.NORMAL, false)).isEqualTo(Refusal.CONCURRENCY);
		gate.provider().giveBackPlace();
		admitted(gate).succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(gate.provider().health().circuit().state()).isEqualTo(CircuitState.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "CANCELLED", "TIMEOUT", "RATE_LIMITED", "AUTHENTICATION", "INVALID_REQUEST" })
	void placeComesBackWhateverTheEnd(FailureKind kind) {
		TargetGate gate = gate(null, null, 1);
		fail(admitted(gate), kind, null);
		assertThat(gate.provider().hasPlace()).isTrue();
	}

	@Test
	void placeThatWasWaitedForIsTakenOrGivenBack() {
		TargetGate gate = gate(null, null, 1);
		assertThat(gate.provider().standInLine()).isCompleted();
		Entry entry = gate.enter(this.demand, Insistence.NORMAL, true);
		assertThat(gate.provider().hasPlace()).isFalse();
		((Admission) entry).succeeded(ELAPSED, this.time.getAsLong(), null, 0);
		assertThat(gate.provider().hasPlace()).isTrue();

		assertThat(gate.provider().standInLine()).isCompleted();
		gate.provider().setEnabled(false);
		assertThat(gate.enter(this.demand, Insistence.NORMAL, true)).isEqualTo(Refusal.DISABLED);
		assertThat(gate.provider().hasPlace()).isTrue();
	}

	@Test
	void providerWithoutLimitHasAPlaceForEverybody() {
		ProviderGate gate = gate(null, null, null).provider();
		assertThat(gate.standInLine()).isCompleted();
		assertThat(gate.tryTakePlace()).isTrue();
		gate.giveBackPlace();
		gate.giveBackPlace();
		assertThat(gate.hasPlace()).isTrue();
	}

	@Test
	void requestThatDoesNotFitIsRefusedForGood() {
		Provider small = GatedProviders.provider("small", 1, 3L);
		TargetGate gate = new Gates(this.time, Unlimited.payments(), (provider) -> GateSettings.DEFAULT,
				AvailabilityListener.NONE)
			.of(small.targets().get(0));
		Demand large = new Demand("call", new Prompt("one two three four five six seven"), Map.of(),
				() -> Duration.ofMinutes(1));
		assertThat(gate.isReady(large)).isFalse();
		assertThat(gate.enter(large, Insistence.LAST_RESORT, false)).isEqualTo(Refusal.CONTEXT_WINDOW);
		assertThat(Refusal.CONTEXT_WINDOW.availableIn()).isNull();
	}

	@Test
	void onlyFailuresOfTheProviderCount() {
		TargetGate gate = gate(null, null, null);
		assertThat(fail(admitted(gate), FailureKind.SERVER_ERROR, null)).isTrue();
		assertThat(fail(admitted(gate), FailureKind.INVALID_REQUEST, null)).isFalse();
		assertThat(admitted(gate).failed(Failure.of(FailureKind.SERVER_ERROR, ""), ELAPSED, null, 0, false).counted())
			.isTrue();
		assertThat(gate.provider().health().circuit().bufferedCalls()).isEqualTo(1);
	}

	@Test
	void listenerThatFailsKeepsNoPlace() {
		TargetGate gate = new Gates(this.time, Unlimited.payments(),
				(provider) -> GatedProviders.settings(null, null, 1), new AvailabilityListener() {

					@Override
					public void unavailable(Provider provider, HealthChange change) {
						throw new IllegalStateException("boom");
					}

				})
			.of(this.provider.targets().get(0));
		Admission admission = admitted(gate);
		assertThatIllegalStateException().isThrownBy(() -> fail(admission, FailureKind.RATE_LIMITED, null));
		assertThat(gate.provider().hasPlace()).isTrue();
	}

	private TargetGate gate(@Nullable Long requests, @Nullable Long tokens, @Nullable Integer concurrency) {
		return gate(requests, tokens, concurrency, Unlimited.payments());
	}

	private TargetGate gate(@Nullable Long requests, @Nullable Long tokens, @Nullable Integer concurrency,
			Payments payments) {
		Gates gates = new Gates(this.time, payments,
				(provider) -> GatedProviders.settings(requests, tokens, concurrency), AvailabilityListener.NONE);
		return gates.of(this.provider.targets().get(0));
	}

	private Admission admitted(TargetGate gate) {
		return admitted(gate, Insistence.NORMAL);
	}

	private Admission admitted(TargetGate gate, Insistence insistence) {
		Entry entry = gate.enter(this.demand, insistence, false);
		assertThat(entry).isInstanceOf(Admission.class);
		return (Admission) entry;
	}

	private void open(TargetGate gate) {
		fail(admitted(gate), FailureKind.SERVER_ERROR, null);
		fail(admitted(gate), FailureKind.SERVER_ERROR, null);
		assertThat(gate.provider().health().circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	private static boolean fail(Admission admission, FailureKind kind, @Nullable Duration retryAfter) {
		return admission.failed(new Failure(kind, retryAfter, "failed", null), ELAPSED, null, 0, true).counted();
	}

	private static long tokensLeft(TargetGate gate) {
		Long left = gate.provider().rates().status().tokensAvailable();
		assertThat(left).isNotNull();
		return left;
	}

}
