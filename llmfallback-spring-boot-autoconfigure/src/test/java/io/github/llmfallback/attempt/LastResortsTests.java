package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.llmfallback.admission.Admission;
import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.GateSettings;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.Insistence;
import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.admission.TargetGate;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitSettings;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import io.github.llmfallback.testsupport.Unlimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastResorts}.
 */
class LastResortsTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final CircuitSettings ONE_FAILURE = new CircuitSettings(100, 1, MINUTE, Duration.ofSeconds(30));

	private final TurnedClock clock = new TurnedClock();

	private final Demand demand = new Demand("call", new Prompt("Hi"), Map.of(), () -> Duration.ofMinutes(1));

	private final Provider limited = provider("limited");

	private final Provider narrow = provider("narrow");

	private final Gates gates = new Gates(this.clock, Unlimited.payments(), (provider) -> new GateSettings(ONE_FAILURE,
			new RateSettings(provider.equals(this.limited) ? 1L : null, null), provider.equals(this.narrow) ? 1 : null),
			AvailabilityListener.NONE);

	@ParameterizedTest
	@EnumSource
	void nobodyIsLeftWhereNobodyRefused(WhenUnavailable policy) {
		assertThat(lastResorts(policy).next(this.demand, MINUTE)).isNull();
	}

	@Test
	void nobodyIsLeftWhereTheCallIsToFail() {
		LastResorts resorts = lastResorts(WhenUnavailable.FAIL);
		Target target = cooling("a", 1);
		resorts.add(target, refusal(target));
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
	}

	@Test
	void whoRefusesForGoodIsNoResort() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		resorts.add(provider("a").targets().get(0), new Refusal(SkipReason.CONTEXT_WINDOW, null));
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void soonestComesFirstAndEachOnce(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target late = cooling("late", 20);
		Target soon = cooling("soon", 10);
		Target tied = cooling("tied", 10);
		for (Target target : List.of(late, soon, tied, soon)) {
			resorts.add(target, refusal(target));
		}
		assertThat(next(resorts).target()).isEqualTo(tied);
		assertThat(next(resorts).target()).isEqualTo(soon);
		assertThat(next(resorts).target()).isEqualTo(late);
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
	}

	@Test
	void whoWasAskedIsNoResortAnyMore() {
		LastResorts resorts = lastResorts(WhenUnavailable.WAIT);
		Target asked = cooling("asked", 10);
		Target other = cooling("other", 20);
		resorts.add(asked, refusal(asked));
		resorts.add(other, refusal(other));
		resorts.asked(asked.provider());
		assertThat(next(resorts).target()).isEqualTo(other);
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
	}

	@Test
	void whoIsUnwellIsAskedAtOnce() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		Target cooling = cooling("cooling", 3600);
		Target open = open("open");
		resorts.add(cooling, refusal(cooling));
		resorts.add(open, refusal(open));
		assertThat(next(resorts)).isEqualTo(new Wait(open, Duration.ZERO, null, null));
		assertThat(next(resorts)).isEqualTo(new Wait(cooling, Duration.ZERO, null, null));
		assertThat(resorts.insistence()).isEqualTo(Insistence.LAST_RESORT);
	}

	@Test
	void whoIsUnwellIsWaitedForWhenItIsWellInTime() {
		LastResorts resorts = lastResorts(WhenUnavailable.WAIT);
		Target cooling = cooling("cooling", 61);
		Target open = open("open");
		resorts.add(cooling, refusal(cooling));
		resorts.add(open, refusal(open));
		assertThat(resorts.next(this.demand, Duration.ofSeconds(30))).isNull();
		assertThat(next(resorts)).isEqualTo(new Wait(open, Duration.ofSeconds(30), null, null));
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
		this.clock.turn(Duration.ofSeconds(61));
		assertThat(next(resorts)).isEqualTo(new Wait(cooling, Duration.ofMillis(1), null, null));
		assertThat(resorts.insistence()).isEqualTo(Insistence.NORMAL);
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void rateIsKept(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = this.limited.targets().get(0);
		enter(target);
		resorts.add(target, refusal(target));
		assertThat(resorts.next(this.demand, MINUTE)).isNull();
		this.clock.turn(Duration.ofSeconds(15));
		assertThat(next(resorts)).isEqualTo(new Wait(target, Duration.ofSeconds(45), null, null));
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void freePlaceIsWaitedForInLine(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = this.narrow.targets().get(0);
		Admission admission = enter(target);
		resorts.add(target, refusal(target));
		Wait wait = next(resorts);
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		assertThat(wait.signal()).isNotDone();
		admission.succeeded(Duration.ZERO, this.clock.getAsLong(), null, 0);
		assertThat(wait.signal()).isCompleted();
		assertThat(wait.end()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void probeIsWaitedFor(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = open("probed");
		this.clock.turn(Duration.ofSeconds(30));
		Admission probe = enter(target);
		resorts.add(target, refusal(target));
		Wait wait = next(resorts);
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		CompletableFuture<?> signal = wait.signal();
		assertThat(signal).isNotDone();
		probe.succeeded(Duration.ZERO, this.clock.getAsLong(), null, 0);
		assertThat(signal).isCompleted();
		assertThat(wait.end()).isFalse();
	}

	private LastResorts lastResorts(WhenUnavailable policy) {
		return new LastResorts(this.gates, policy);
	}

	private Wait next(LastResorts resorts) {
		Wait wait = resorts.next(this.demand, MINUTE);
		assertThat(wait).isNotNull();
		return wait;
	}

	private Target cooling(String name, int seconds) {
		return failed(name, FailureKind.RATE_LIMITED, Duration.ofSeconds(seconds));
	}

	private Target open(String name) {
		return failed(name, FailureKind.SERVER_ERROR, null);
	}

	private Target failed(String name, FailureKind kind, @Nullable Duration retryAfter) {
		Target target = provider(name).targets().get(0);
		enter(target).failed(new Failure(kind, retryAfter, "failed", null), Duration.ZERO, null, 0, true);
		return target;
	}

	private Admission enter(Target target) {
		return (Admission) this.gates.of(target).enter(this.demand, Insistence.NORMAL, false);
	}

	private Refusal refusal(Target target) {
		TargetGate gate = this.gates.of(target);
		return (Refusal) gate.enter(this.demand, Insistence.NORMAL, false);
	}

	private static Provider provider(String name) {
		return Provider.builder(name)
			.models(List.of(new ProviderModel("m", null)))
			.keys(List.of(new ProviderKey(null, ScriptedChatModel::new)))
			.build();
	}

}
