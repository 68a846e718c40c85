package io.github.llmfallback.attempt;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that hangs does not spend the time in which another one would answer.
 */
class SituationTests {

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final Duration LEFT = Duration.ofSeconds(30);

	@Test
	void targetIsNotAskedAgainWhenThatWouldUseUpTheCall() {
		for (boolean[] others : new boolean[][] { { true, false, false }, { false, true, false },
				{ false, false, true } }) {
			Situation situation = new Situation(0, 1, PAUSE, others[0], others[1], others[2], LEFT, PAUSE);
			assertThat(situation.afterAttemptOf(Duration.ofSeconds(30)).maxRetries()).isZero();
			assertThat(situation.afterAttemptOf(LEFT.minus(PAUSE)).maxRetries()).isZero();
		}
	}

	@Test
	void targetMayBeAskedAgainWhenTimeIsLeftForOthers() {
		Situation situation = new Situation(0, 1, PAUSE, false, false, true, LEFT, PAUSE);
		assertThat(situation.afterAttemptOf(LEFT.minus(PAUSE).minusMillis(1))).isSameAs(situation);
	}

	@Test
	void targetMayUseAllTheTimeWhenNobodyElseIsLeft() {
		Situation situation = new Situation(0, 1, PAUSE, false, false, false, LEFT, PAUSE);
		assertThat(situation.afterAttemptOf(Duration.ofMinutes(1))).isSameAs(situation);
	}

	@Test
	void whoeverAsksToComeBackLateLeavesTimeForOthers() {
		Situation situation = new Situation(0, 1, PAUSE, false, false, true, LEFT, LEFT);
		assertThat(situation.afterAttemptOf(Duration.ofSeconds(10)).patience()).isEqualTo(Duration.ofSeconds(20));
	}

}
