package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DecisionTable}, against the table of the documentation.
 */
class DecisionTableTests {

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final Duration TIME_LEFT = Duration.ofSeconds(10);

	private static final KindOverrides NONE = KindOverrides.NONE;

	/**
	 * What is tried, in this order; the first possible one follows. {@code again} stands
	 * for as many retries as are configured, {@code once} for a single one.
	 */
	private static final Map<FailureKind, String> TABLE = new EnumMap<>(Map.ofEntries(
			Map.entry(FailureKind.AUTHENTICATION, "key provider"),
			Map.entry(FailureKind.RATE_LIMITED, "key model provider again"),
			Map.entry(FailureKind.QUOTA_EXHAUSTED, "key provider"),
			Map.entry(FailureKind.MODEL_NOT_FOUND, "model provider"),
			Map.entry(FailureKind.CONTEXT_LENGTH_EXCEEDED, "model provider"),
			Map.entry(FailureKind.CONTENT_FILTERED, "provider"), Map.entry(FailureKind.INVALID_REQUEST, "stop"),
			Map.entry(FailureKind.TIMEOUT, "again model provider"), Map.entry(FailureKind.CONNECTION, "once provider"),
			Map.entry(FailureKind.SERVER_ERROR, "again model provider"),
			Map.entry(FailureKind.OVERLOADED, "again model provider"),
			Map.entry(FailureKind.EMPTY_RESPONSE, "once model provider"),
			Map.entry(FailureKind.MALFORMED_RESPONSE, "once model provider"),
			Map.entry(FailureKind.TRUNCATED, "provider"), Map.entry(FailureKind.UNKNOWN, "provider"),
			Map.entry(FailureKind.CANCELLED, "stop"), Map.entry(FailureKind.BUDGET_EXCEEDED, "provider")));

	@ParameterizedTest
	@EnumSource
	void tableHoldsInEverySituation(FailureKind kind) {
		for (Situation situation : situations()) {
			for (Duration retryAfter : retryAfters()) {
				assertFollows(kind, retryAfter, situation, NONE, TABLE.get(kind));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void kindThatTheApplicationStopsOnStopsInEverySituation(FailureKind kind) {
		KindOverrides stop = new KindOverrides(Set.of(), EnumSet.of(kind));
		KindOverrides both = new KindOverrides(EnumSet.of(kind), EnumSet.of(kind));
		for (Situation situation : situations()) {
			assertFollows(kind, null, situation, stop, "stop");
			assertFollows(kind, null, situation, both, "stop");
		}
	}

	@ParameterizedTest
	@EnumSource
	void kindThatTheApplicationFallsBackOnMovesOnUnlessTheCallerGaveUp(FailureKind kind) {
		KindOverrides moveOn = new KindOverrides(EnumSet.of(kind), Set.of());
		String expected = (kind == FailureKind.INVALID_REQUEST) ? "provider" : TABLE.get(kind);
		for (Situation situation : situations()) {
			assertFollows(kind, null, situation, moveOn, expected);
		}
	}

	@ParameterizedTest
	@EnumSource
	void overridesOfOtherKindsChangeNothing(FailureKind kind) {
		Set<FailureKind> others = EnumSet.complementOf(EnumSet.of(kind));
		KindOverrides overrides = new KindOverrides(others, others);
		for (Situation situation : situations()) {
			assertFollows(kind, null, situation, overrides, TABLE.get(kind));
		}
	}

	@Test
	void retryAfterThatIsLongerThanThePauseTakesItsPlace() {
		assertThat(overloaded(PAUSE.plusNanos(1), TIME_LEFT).pause()).isEqualTo(PAUSE.plusNanos(1));
		assertThat(overloaded(PAUSE.minusNanos(1), TIME_LEFT).pause()).isEqualTo(PAUSE);
		assertThat(overloaded(null, TIME_LEFT).pause()).isEqualTo(PAUSE);
		assertThat(overloaded(Duration.ofSeconds(-9), TIME_LEFT).pause()).isEqualTo(PAUSE);
	}

	@Test
	void pauseEndsBeforeTheDeadline() {
		assertThat(overloaded(null, PAUSE.plusNanos(1)).next()).isEqualTo(Next.AGAIN);
		assertThat(overloaded(null, PAUSE).next()).isEqualTo(Next.PROVIDER);
		assertThat(overloaded(TIME_LEFT.minusNanos(1), TIME_LEFT).next()).isEqualTo(Next.AGAIN);
		assertThat(overloaded(TIME_LEFT, TIME_LEFT).next()).isEqualTo(Next.PROVIDER);
		assertThat(overloaded(Duration.ofSeconds(Long.MAX_VALUE), TIME_LEFT).next()).isEqualTo(Next.PROVIDER);
	}

	@Test
	void whoeverAsksToComeBackLateIsLeftForSomebodyElse() {
		Failure late = new Failure(FailureKind.OVERLOADED, PAUSE.multipliedBy(3), "failed", null);
		Duration patience = PAUSE.multipliedBy(2);
		assertThat(decide(late, new Situation(0, 1, PAUSE, false, false, true, TIME_LEFT, patience)))
			.isEqualTo(Decision.now(Next.PROVIDER));
		assertThat(decide(late, new Situation(0, 1, PAUSE, false, true, true, TIME_LEFT, patience)))
			.isEqualTo(Decision.now(Next.MODEL));
	}

	@Test
	void whoeverAsksToComeBackLateIsWaitedForWhenNobodyElseCouldDoBetter() {
		Failure late = new Failure(FailureKind.OVERLOADED, PAUSE.multipliedBy(3), "failed", null);
		assertThat(decide(late, new Situation(0, 1, PAUSE, true, false, false, TIME_LEFT, PAUSE)))
			.isEqualTo(new Decision(Next.AGAIN, PAUSE.multipliedBy(3)));
	}

	@Test
	void nobodyIsAskedWithoutTime() {
		assertThat(overloaded(null, Duration.ofNanos(1)).next()).isEqualTo(Next.PROVIDER);
		assertThat(overloaded(null, Duration.ZERO).next()).isEqualTo(Next.EXHAUSTED);
		assertThat(overloaded(null, Duration.ofNanos(-1)).next()).isEqualTo(Next.EXHAUSTED);
	}

	@Test
	void onlyARetryWaits() {
		for (FailureKind kind : FailureKind.values()) {
			Failure failure = new Failure(kind, Duration.ofSeconds(1), "failed", null);
			Decision decision = DecisionTable.decide(failure,
					new Situation(9, 9, PAUSE, true, true, true, TIME_LEFT, TIME_LEFT), NONE);
			assertThat(decision.pause()).as("%s", kind).isZero();
		}
	}

	@Test
	void retriesThatAreUsedUpForEverybodyLeaveTheRestAsItIs() {
		Situation situation = new Situation(1, 3, PAUSE, true, false, true, TIME_LEFT, TIME_LEFT);
		assertThat(situation.withoutRetries())
			.isEqualTo(new Situation(1, 0, PAUSE, true, false, true, TIME_LEFT, TIME_LEFT));
	}

	@Test
	void overridesCannotBeChanged() {
		Set<FailureKind> kinds = EnumSet.of(FailureKind.TIMEOUT);
		KindOverrides overrides = new KindOverrides(kinds, kinds);
		kinds.clear();
		assertThat(overrides.stopOn()).containsExactly(FailureKind.TIMEOUT);
		assertThat(overrides.fallbackOn()).containsExactly(FailureKind.TIMEOUT);
	}

	private static Decision decide(Failure failure, Situation situation) {
		return DecisionTable.decide(failure, situation, NONE);
	}

	private static Decision overloaded(@Nullable Duration retryAfter, Duration timeLeft) {
		return DecisionTable.decide(new Failure(FailureKind.OVERLOADED, retryAfter, "failed", null),
				new Situation(0, 1, PAUSE, true, false, true, timeLeft, timeLeft), NONE);
	}

	private static void assertFollows(FailureKind kind, @Nullable Duration retryAfter, Situation situation,
			KindOverrides overrides, String order) {
		Failure failure = new Failure(kind, retryAfter, "failed", null);
		assertThat(DecisionTable.decide(failure, situation, overrides).next())
			.as("%s, retry after %s, %s, %s", kind, retryAfter, situation, overrides)
			.isEqualTo(firstPossible(order, retryAfter, situation));
	}

	private static Next firstPossible(String order, @Nullable Duration retryAfter, Situation situation) {
		if (order.equals("stop")) {
			return Next.STOP;
		}
		boolean time = situation.timeLeft().toNanos() > 0;
		boolean waits = retryAfter == null || retryAfter.toNanos() < situation.timeLeft().toNanos();
		boolean retry = waits && PAUSE.toNanos() < situation.timeLeft().toNanos()
				&& situation.retries() < situation.maxRetries();
		for (String step : order.split(" ")) {
			Next next = switch (step) {
				case "again" -> retry ? Next.AGAIN : null;
				case "once" -> (retry && situation.retries() == 0) ? Next.AGAIN : null;
				case "key" -> situation.keys() ? Next.KEY : null;
				case "model" -> situation.models() ? Next.MODEL : null;
				default -> situation.providers() ? Next.PROVIDER : null;
			};
			if (next != null && time) {
				return next;
			}
		}
		return Next.EXHAUSTED;
	}

	private static List<@Nullable Duration> retryAfters() {
		List<@Nullable Duration> all = new ArrayList<>();
		all.add(null);
		all.add(Duration.ofMillis(1));
		all.add(Duration.ofSeconds(9));
		all.add(Duration.ofSeconds(11));
		return all;
	}

	/**
	 * Every mixture of retries made, retries allowed, others to ask and time left.
	 */
	private static List<Situation> situations() {
		List<Situation> all = new ArrayList<>();
		for (int retries = 0; retries <= 3; retries++) {
			for (int maxRetries = 0; maxRetries <= 3; maxRetries++) {
				for (int others = 0; others < 8; others++) {
					for (long millis : List.of(-1L, 0L, 100L, 10_000L)) {
						all.add(new Situation(retries, maxRetries, PAUSE, (others & 1) != 0, (others & 2) != 0,
								(others & 4) != 0, Duration.ofMillis(millis), TIME_LEFT));
					}
				}
			}
		}
		return all;
	}

}
