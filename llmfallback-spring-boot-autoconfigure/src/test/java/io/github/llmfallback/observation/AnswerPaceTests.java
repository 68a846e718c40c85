package io.github.llmfallback.observation;

import java.time.Duration;

import io.github.llmfallback.routing.Pace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnswerPace}.
 */
class AnswerPaceTests {

	private static final long FIVE_MINUTES = Duration.ofMinutes(5).toNanos();

	private static final long START = Long.MAX_VALUE - 1_000;

	private final AnswerPace pace = new AnswerPace();

	@Test
	void nothingIsKnownBeforeTheFirstAnswer() {
		assertThat(this.pace.answerNanos(START)).isEqualTo(Pace.UNTESTED);
	}

	@Test
	void answerOfUnknownLengthCountsAsOrdinary() {
		record(800, 0);
		assertThat(millis()).isEqualTo(800);
	}

	@Test
	void answerIsScaledByItsLength() {
		record(1_000, 450);
		assertThat(millis()).isEqualTo(500);
	}

	@Test
	void answerOfOrdinaryLengthIsTakenAsItIs() {
		record(1_000, 200);
		assertThat(millis()).isEqualTo(1_000);
	}

	@Test
	void singleSlowAnswerDoesNotCount() {
		record(100, 200);
		record(60_000, 200);
		record(110, 200);
		assertThat(millis()).isEqualTo(110);
	}

	@Test
	void onlyTheLatestAnswersCount() {
		for (int i = 0; i < 100; i++) {
			record(60_000, 200);
		}
		for (int i = 0; i < 9; i++) {
			record(100, 200);
		}
		assertThat(millis()).isEqualTo(100);
	}

	@Test
	void answerIsForgottenAfterFiveMinutes() {
		record(100, 200);
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES - 1)).isPositive();
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES)).isEqualTo(Pace.UNTESTED);
	}

	@Test
	void oldAnswersDoNotOutweighANewOne() {
		for (int i = 0; i < 16; i++) {
			record(100, 200);
		}
		this.pace.record(Duration.ofMillis(900), 200, START + FIVE_MINUTES);
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES)).isEqualTo(Duration.ofMillis(900).toNanos());
	}

	private void record(long millis, long tokens) {
		this.pace.record(Duration.ofMillis(millis), tokens, START);
	}

	private long millis() {
		return Duration.ofNanos(this.pace.answerNanos(START)).toMillis();
	}

}
