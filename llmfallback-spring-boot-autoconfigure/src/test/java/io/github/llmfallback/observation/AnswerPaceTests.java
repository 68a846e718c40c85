package io.github.llmfallback.observation;

import java.time.Duration;

import io.github.llmfallback.routing.Pace;
import org.jspecify.annotations.Nullable;
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
		record(800, null, 0);
		assertThat(millis()).isEqualTo(800);
	}

	@Test
	void answerIsScaledByItsLength() {
		record(1_000, null, 450);
		assertThat(millis()).isEqualTo(500);
	}

	@Test
	void answerOfOrdinaryLengthIsTakenAsItIs() {
		record(1_000, null, 200);
		assertThat(millis()).isEqualTo(1_000);
	}

	@Test
	void timeToTheFirstTokenIsNotScaled() {
		record(1_400, Duration.ofMillis(400), 100);
		assertThat(millis()).isEqualTo(2_400);
	}

	@Test
	void firstTokenCannotComeAfterTheLast() {
		record(1_000, Duration.ofMinutes(1), 100);
		assertThat(millis()).isEqualTo(1_000);
	}

	@Test
	void singleSlowAnswerDoesNotCount() {
		record(100, null, 200);
		record(60_000, null, 200);
		record(110, null, 200);
		assertThat(millis()).isEqualTo(110);
	}

	@Test
	void onlyTheLatestAnswersCount() {
		for (int i = 0; i < 100; i++) {
			record(60_000, null, 200);
		}
		for (int i = 0; i < 9; i++) {
			record(100, null, 200);
		}
		assertThat(millis()).isEqualTo(100);
	}

	@Test
	void answerIsForgottenAfterFiveMinutes() {
		record(100, null, 200);
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES - 1)).isPositive();
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES)).isEqualTo(Pace.UNTESTED);
	}

	@Test
	void oldAnswersDoNotOutweighANewOne() {
		for (int i = 0; i < 16; i++) {
			record(100, null, 200);
		}
		this.pace.record(Duration.ofMillis(900), null, 200, START + FIVE_MINUTES);
		assertThat(this.pace.answerNanos(START + FIVE_MINUTES)).isEqualTo(Duration.ofMillis(900).toNanos());
	}

	private void record(long millis, @Nullable Duration firstToken, long tokens) {
		this.pace.record(Duration.ofMillis(millis), firstToken, tokens, START);
	}

	private long millis() {
		return Duration.ofNanos(this.pace.answerNanos(START)).toMillis();
	}

}
