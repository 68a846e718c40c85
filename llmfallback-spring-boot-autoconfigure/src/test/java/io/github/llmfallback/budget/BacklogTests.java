package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backlog}, and how it is filled.
 */
@ExtendWith(OutputCaptureExtension.class)
class BacklogTests {

	private static final BudgetKey KEY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private final BrokenLedger ledger = new BrokenLedger(
			new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system()));

	private final CounterGroup counters = CounterGroup.of(List.of(new BudgetLimit(KEY, 100)),
			new AlarmLevels(BudgetSettings.NONE));

	private final StoreBookings bookings = new StoreBookings(this.ledger, BudgetListener.NONE,
			new Alarms(new AlarmLevels(BudgetSettings.NONE), BudgetListener.NONE),
			new OncePerMinute(InstantSource.system()));

	@Test
	void reservationsThatMayNotHaveBeenMadeDoNotCrowdOutWhatWasSpent(CapturedOutput output) {
		this.ledger.down = true;
		for (int i = 0; i < 10_000; i++) {
			this.bookings.releaseLater("doubtful-" + i);
		}
		for (int i = 0; i < 10_000; i++) {
			this.bookings.charge("sure-" + i, 1, this.counters, () -> Duration.ofMinutes(1));
		}
		this.ledger.down = false;
		this.bookings.maintain();
		assertThat(this.ledger.usage(List.of(KEY)).get(0).spent()).isEqualTo(10_000);
		assertThat(output).contains("11000 steps are made up for").doesNotContain("could not be kept");
	}

	@Test
	void bookingThatTheStoreCannotKeepHoldsUpNoOther(CapturedOutput output) {
		this.ledger.down = true;
		this.bookings.charge("unstorable", 10, this.counters, () -> Duration.ofMinutes(1));
		this.ledger.down = false;
		this.ledger.failure = new RejectedStepException("too long", new IllegalStateException());
		this.bookings.catchUp();
		this.ledger.failure = null;
		this.bookings.catchUp();
		assertThat(output).contains("A booking failed and is not counted");
		assertThat(this.ledger.usage(List.of(KEY)).get(0).spent()).isZero();
	}

	@Test
	void bookingThatTheStoreCannotKeepIsNotPromised(CapturedOutput output) {
		this.ledger.failure = new RejectedStepException("too long", new IllegalStateException());
		this.bookings.charge("unstorable", 10, this.counters, () -> Duration.ofMinutes(1));
		this.ledger.failure = null;
		assertThat(this.bookings.charge("sure", 20, this.counters, () -> Duration.ofMinutes(1))).isNull();
		assertThat(this.ledger.usage(List.of(KEY)).get(0).spent()).isEqualTo(20);
		assertThat(output).contains("A booking failed and is not counted").doesNotContain("will be once");
	}

	@Test
	void reservationThatMayHaveBeenMadeIsReleased() {
		this.ledger.down = true;
		this.bookings.releaseLater("doubtful");
		this.ledger.down = false;
		this.ledger.reserve(new Reservation("doubtful", 70, this.counters.limits()));
		this.bookings.charge("sure", 10, this.counters, () -> Duration.ofMinutes(1));
		this.bookings.catchUp();
		assertThat(this.ledger.usage(List.of(KEY)).get(0)).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(10L, 0L);
	}

}
