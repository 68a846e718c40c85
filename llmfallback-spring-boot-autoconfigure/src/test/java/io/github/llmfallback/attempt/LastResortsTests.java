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
import org.junit.jupiter.params.provider.CsvSource;
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

	private final Provider alsoNarrow = provider("also narrow");

	private final Gates gates = new Gates(this.clock, Unlimited.payments(),
			(provider) -> new GateSettings(ONE_FAILURE,
					new RateSettings(provider.equals(this.limited) ? 1L : null, null),
					provider.name().contains("narrow") ? 1 : null),
			AvailabilityListener.NONE);

	@ParameterizedTest
	@EnumSource
	void nobodyIsLeftWhereNobodyRefused(WhenUnavailable policy) {
		assertThat(lastResorts(policy).next(this.demand, MINUTE, true)).isNull();
	}

	@Test
	void nobodyIsLeftWhereTheCallIsToFail() {
		LastResorts resorts = lastResorts(WhenUnavailable.FAIL);
		Target target = cooling("a", 1);
		add(resorts, target);
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
	}

	@Test
	void whoRefusesForGoodIsNoResort() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		resorts.add(Visit.of(provider("a")), new Refusal(SkipReason.CONTEXT_WINDOW, null));
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void soonestComesFirstAndEachOnce(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target late = cooling("late", 20);
		Target soon = cooling("soon", 10);
		Target tied = cooling("tied", 10);
		for (Target target : List.of(late, soon, tied, soon)) {
			add(resorts, target);
		}
		assertThat(taken(resorts)).isEqualTo(tied);
		assertThat(taken(resorts)).isEqualTo(soon);
		assertThat(taken(resorts)).isEqualTo(late);
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
	}

	@Test
	void whoWasAskedIsNoResortAnyMore() {
		LastResorts resorts = lastResorts(WhenUnavailable.WAIT);
		Target asked = cooling("asked", 10);
		Target other = cooling("other", 20);
		add(resorts, asked);
		add(resorts, other);
		resorts.asked(asked.provider());
		assertThat(taken(resorts)).isEqualTo(other);
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
	}

	@Test
	void whoIsUnwellIsAskedAtOnce() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		Target cooling = cooling("cooling", 3600);
		Target open = open("open");
		add(resorts, cooling);
		add(resorts, open);
		assertWait(resorts, open, Duration.ZERO);
		assertWait(resorts, cooling, Duration.ZERO);
		assertThat(resorts.visit(resort(cooling)).insistence()).isEqualTo(Insistence.LAST_RESORT);
	}

	@Test
	void whoIsUnwellIsWaitedForWhenItIsWellInTime() {
		LastResorts resorts = lastResorts(WhenUnavailable.WAIT);
		Target cooling = cooling("cooling", 61);
		Target open = open("open");
		add(resorts, cooling);
		add(resorts, open);
		assertThat(resorts.next(this.demand, Duration.ofSeconds(30), true)).isNull();
		assertWait(resorts, open, Duration.ofSeconds(30));
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
		this.clock.turn(Duration.ofSeconds(61));
		assertWait(resorts, cooling, Duration.ofMillis(1));
		assertThat(resorts.visit(resort(open)).insistence()).isEqualTo(Insistence.NORMAL);
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void rateIsKept(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = this.limited.targets().get(0);
		enter(target);
		add(resorts, target);
		assertThat(resorts.next(this.demand, MINUTE, true)).isNull();
		this.clock.turn(Duration.ofSeconds(15));
		assertWait(resorts, target, Duration.ofSeconds(45));
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void freePlaceIsWaitedForInLine(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = this.narrow.targets().get(0);
		Admission admission = enter(target);
		add(resorts, target);
		Wait wait = next(resorts);
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		assertThat(wait.signal()).isNotDone();
		admission.succeeded(Duration.ZERO, this.clock.getAsLong(), null, 0);
		assertThat(wait.signal()).isCompleted();
		assertThat(wait.end().hasPlace()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void probeIsWaitedFor(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target target = open("probed");
		this.clock.turn(Duration.ofSeconds(30));
		Admission probe = enter(target);
		add(resorts, target);
		Wait wait = next(resorts);
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		CompletableFuture<?> signal = wait.signal();
		assertThat(signal).isNotDone();
		probe.succeeded(Duration.ZERO, this.clock.getAsLong(), null, 0);
		assertThat(signal).isCompleted();
		assertThat(wait.end().hasPlace()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_SOONEST", "WAIT" })
	void whoeverHasAFreePlaceFirstIsAsked(WhenUnavailable policy) {
		LastResorts resorts = lastResorts(policy);
		Target stuck = this.narrow.targets().get(0);
		Target soon = this.alsoNarrow.targets().get(0);
		enter(stuck);
		Admission admission = enter(soon);
		add(resorts, stuck);
		add(resorts, soon);
		Wait wait = next(resorts);
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		admission.succeeded(Duration.ZERO, this.clock.getAsLong(), null, 0);
		assertThat(wait.signal()).isCompleted();
		Turn turn = wait.end();
		assertThat(turn.resort().target()).isEqualTo(soon);
		assertThat(turn.place()).isEqualTo(this.gates.of(soon).provider());
		resorts.take(turn.resort());
		assertThat(taken(resorts)).isEqualTo(stuck);
	}

	@Test
	void whoIsUnwellIsAskedRatherThanWaitingForAProbe() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		Target probed = open("probed");
		this.clock.turn(Duration.ofSeconds(30));
		enter(probed);
		Target open = open("open");
		add(resorts, probed);
		add(resorts, open);
		assertWait(resorts, open, Duration.ZERO);
		assertThat(next(resorts).chances()).extracting(Chance::resort)
			.extracting(Resort::target)
			.containsExactly(probed);
	}

	@ParameterizedTest
	@CsvSource({ "TRY_SOONEST, 20, 20", "TRY_SOONEST, 40, 30", "TRY_SOONEST, 3600, 30", "WAIT, 20, 20",
			"WAIT, 59, 59" })
	void freePlaceIsWaitedForWhileAnotherIsUnwell(WhenUnavailable policy, int unwell, int waited) {
		LastResorts resorts = lastResorts(policy);
		Target busy = this.narrow.targets().get(0);
		enter(busy);
		Target cooling = cooling("cooling", unwell);
		add(resorts, cooling);
		add(resorts, busy);
		Wait wait = next(resorts);
		assertThat(wait.atLast().target()).isEqualTo(cooling);
		assertThat(wait.atMost()).isEqualTo(Duration.ofSeconds(waited));
		assertThat(wait.chances()).extracting(Chance::resort).extracting(Resort::target).containsExactly(busy);
	}

	@Test
	void rateIsWaitedForAndNotTheHealthOfWhoIsAskedAnyway() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		Target target = this.limited.targets().get(0);
		enter(target).failed(new Failure(FailureKind.RATE_LIMITED, Duration.ofHours(1), "limited", null), Duration.ZERO,
				null, 0, true);
		this.clock.turn(Duration.ofSeconds(15));
		add(resorts, target);
		Visit visit = resorts.visit(next(resorts).atLast());
		resorts.take(next(resorts).atLast());
		resorts.add(visit, (Refusal) this.gates.of(target).enter(this.demand, visit.insistence(), false));
		assertWait(resorts, target, Duration.ofSeconds(45));
	}

	@Test
	void whoHasBeenAskedIsAskedAgainWhereItWasWhenOthersMayNotBe() {
		LastResorts resorts = lastResorts(WhenUnavailable.TRY_SOONEST);
		add(resorts, cooling("other", 10));
		enter(this.narrow.targets().get(0));
		Visit asked = Visit.of(this.narrow);
		asked.ask();
		resorts.add(asked, refusal(asked.target()));
		Wait wait = resorts.next(this.demand, MINUTE, false);
		assertThat(wait).isNotNull();
		assertThat(wait.atMost()).isEqualTo(MINUTE);
		assertThat(wait.atLast().target()).isEqualTo(asked.target());
		assertThat(resorts.visit(wait.atLast())).isSameAs(asked);
	}

	private LastResorts lastResorts(WhenUnavailable policy) {
		return new LastResorts(this.gates, policy);
	}

	private void add(LastResorts resorts, Target target) {
		resorts.add(Visit.startingAt(target, Insistence.NORMAL), refusal(target));
	}

	private Wait next(LastResorts resorts) {
		Wait wait = resorts.next(this.demand, MINUTE, true);
		assertThat(wait).isNotNull();
		return wait;
	}

	private Target taken(LastResorts resorts) {
		Resort resort = next(resorts).atLast();
		resorts.take(resort);
		return resort.target();
	}

	private void assertWait(LastResorts resorts, Target target, Duration atMost) {
		Wait wait = next(resorts);
		assertThat(wait.atLast().target()).isEqualTo(target);
		assertThat(wait.atMost()).isEqualTo(atMost);
		assertThat(wait.chances()).isEmpty();
		resorts.take(wait.atLast());
	}

	private static Resort resort(Target target) {
		return new Resort(Visit.startingAt(target, Insistence.NORMAL), target, SkipReason.COOLING_DOWN);
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
