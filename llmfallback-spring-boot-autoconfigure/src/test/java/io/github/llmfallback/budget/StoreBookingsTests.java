package io.github.llmfallback.budget;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link StoreBookings} in a store that takes its time.
 */
@ExtendWith(OutputCaptureExtension.class)
class StoreBookingsTests {

	private static final BudgetKey KEY = new BudgetKey(BudgetScope.GLOBAL, BudgetWindow.DAILY);

	private static final Supplier<Duration> NONE_LEFT = () -> Duration.ZERO;

	private final CounterGroup counters = CounterGroup.of(List.of(new BudgetLimit(KEY, 100)),
			new AlarmLevels(BudgetSettings.NONE));

	private final MemoryLedger store = new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system());

	private final BrokenLedger broken = new BrokenLedger(this.store);

	private final CountDownLatch back = new CountDownLatch(1);

	/** Of each step that has begun two permits: patience is asked for twice. */
	private final Semaphore begun = new Semaphore(0);

	private final Supplier<Duration> noneOnceBegun = () -> {
		this.begun.acquireUninterruptibly();
		return Duration.ZERO;
	};

	/** Which step takes its time; all of them unless set. */
	private volatile @Nullable String stalled;

	/** Which step fails once the store is back. */
	private volatile @Nullable String failing;

	private final StoreBookings bookings = new StoreBookings(mock(BudgetLedger.class, this::answer),
			BudgetListener.NONE, new Alarms(new AlarmLevels(BudgetSettings.NONE), BudgetListener.NONE),
			new OncePerMinute(InstantSource.system()));

	@AfterEach
	void close() {
		this.back.countDown();
		this.bookings.close();
	}

	@ParameterizedTest
	@CsvSource({ "0, 200", "300, 200", "600, 300" })
	void bookingIsWaitedForHalfOfTheTimeLeft(long left, long waited) {
		assertThat(this.bookings.charge("late", 10, this.counters, () -> Duration.ofMillis(left)))
			.isInstanceOf(SlowLedgerException.class)
			.hasMessageContaining("within")
			.hasMessageContaining(" " + waited + " ms");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 16 })
	void bookingThatIsOnlyLateIsMadeInSilence(int earlier, CapturedOutput output) {
		for (int i = 0; i < earlier; i++) {
			hold("held-" + i);
		}
		assertThat(charge()).isInstanceOf(SlowLedgerException.class);
		this.back.countDown();
		awaitUsage(10, 0);
		this.bookings.maintain();
		assertThat(output).doesNotContain("could not be booked", "is back");
	}

	@Test
	void bookingThatFailsLateIsMadeUpFor(CapturedOutput output) {
		assertThat(charge()).isInstanceOf(SlowLedgerException.class);
		this.failing = "charge";
		this.back.countDown();
		await().untilAsserted(() -> assertThat(output).contains("could not be booked and will be once"));
		this.failing = null;
		await().untilAsserted(() -> {
			this.bookings.maintain();
			assertThat(output).contains("is back: 1 steps are made up for");
		});
		awaitUsage(10, 0);
	}

	@Test
	void bookingThatFailsLateAfterTheEndIsSaidToBeLost(CapturedOutput output) {
		this.bookings.close();
		assertThat(charge()).isInstanceOf(SlowLedgerException.class);
		this.failing = "charge";
		this.back.countDown();
		await().untilAsserted(() -> assertThat(output).contains("could not be booked and is lost", "gone"));
		assertThat(output).doesNotContain("will be once");
	}

	@Test
	void moneyThatCannotBeGivenBackIsReleasedLater() {
		hold("held");
		this.failing = "release";
		this.back.countDown();
		await().until(() -> this.broken.steps == 2);
		assertThat(usage().reserved()).isEqualTo(70);
		this.failing = null;
		await().untilAsserted(() -> {
			this.bookings.maintain();
			assertThat(usage().reserved()).isZero();
		});
	}

	@Test
	void whoeverHasNoTimeDoesNotWaitTwice() {
		assertThat(this.bookings.glance(List.of(KEY))).isNull();
		this.begun.drainPermits();
		assertThat(this.bookings.glance(List.of(KEY))).isNull();
		assertThat(this.begun.availablePermits()).isZero();
	}

	@Test
	void whoeverHasNoTimeSaysNothingAboutTheStore() {
		this.stalled = "usage";
		assertThat(this.bookings.glance(List.of(KEY))).isNull();
		assertThat(this.bookings.charge("charged", 10, this.counters, () -> Duration.ofDays(1))).isNull();
		assertThat(usage().spent()).isEqualTo(10);
		this.back.countDown();
		await().untilAsserted(() -> assertThat(this.bookings.glance(List.of(KEY))).isNotNull());
	}

	@Test
	void storeThatCannotBeBroughtUpToDateIsAway() {
		this.failing = "chargeExpired";
		this.back.countDown();
		this.bookings.bringUpToDate();
		this.begun.drainPermits();
		assertThat(this.bookings.charge("later", 10, this.counters, NONE_LEFT)).isNull();
		assertThat(this.begun.availablePermits()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "usage", "reset", "bringUpToDate" })
	void nobodyWaitsForLong(String method) {
		assertThatExceptionOfType(SlowLedgerException.class).isThrownBy(() -> {
			switch (method) {
				case "usage" -> this.bookings.usage(List.of(KEY));
				case "reset" -> this.bookings.reset(List.of());
				default -> this.bookings.bringUpToDate();
			}
		}).withMessageContaining("within 5000 ms");
	}

	private void hold(String id) {
		assertThatExceptionOfType(SlowLedgerException.class)
			.isThrownBy(() -> this.bookings.hold(new Reservation(id, 70, this.counters.limits()), this.noneOnceBegun));
	}

	private @Nullable LedgerUnavailableException charge() {
		return this.bookings.charge("late", 10, this.counters, NONE_LEFT);
	}

	private Object answer(InvocationOnMock step) throws Throwable {
		this.begun.release(2);
		if (this.stalled == null || step.getMethod().getName().equals(this.stalled)) {
			this.back.await();
		}
		this.broken.down = step.getMethod().getName().equals(this.failing);
		try {
			return step.getMethod().invoke(this.broken, step.getArguments());
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private void awaitUsage(long spent, long reserved) {
		await().untilAsserted(() -> assertThat(usage()).extracting(BudgetUsage::spent, BudgetUsage::reserved)
			.containsExactly(spent, reserved));
	}

	private BudgetUsage usage() {
		return this.store.usage(List.of(KEY)).get(0);
	}

}
