package io.github.llmfallback.budget;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Patience}.
 */
class PatienceTests {

	@ParameterizedTest
	@CsvSource({ "-1000, 0, 200", "0, 0, 200", "300, 150, 200", "600, 300, 300", "9000, 4500, 4500",
			"60000, 5000, 5000" })
	void storeIsWaitedForHalfOfTheTimeLeft(long left, long question, long booking) {
		assertThat(Patience.ofQuestion(Duration.ofMillis(left))).isEqualTo(patience(question));
		assertThat(Patience.ofBooking(Duration.ofMillis(left))).isEqualTo(patience(booking));
	}

	@Test
	void halfASecondInVainSaysSomethingAboutTheStore() {
		assertThat(SlowLedgerException.after(patience(499)).isOfCall()).isTrue();
		assertThat(SlowLedgerException.after(patience(500)).isOfCall()).isFalse();
	}

	@Test
	void storeIsWorthAskingAgainForWhoWouldWaitLonger() {
		SlowLedgerException hurried = SlowLedgerException.after(patience(300));
		assertThat(hurried.isCuredBy(Duration.ofMillis(600))).isFalse();
		assertThat(hurried.isCuredBy(Duration.ofMillis(602))).isTrue();
		assertThat(SlowLedgerException.after(patience(500)).isCuredBy(Duration.ofMinutes(1))).isFalse();
		assertThat(new RejectedStepException("no such letters", new IllegalStateException())
			.isCuredBy(Duration.ofMinutes(1))).isFalse();
	}

	private static Patience patience(long millis) {
		return new Patience(Duration.ofMillis(millis));
	}

}
