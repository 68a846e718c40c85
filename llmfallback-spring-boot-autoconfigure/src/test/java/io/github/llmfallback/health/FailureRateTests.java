package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureRate}.
 */
class FailureRateTests {

	private static final CircuitSettings SETTINGS = new CircuitSettings(50, 10, Duration.ofSeconds(10),
			Duration.ofSeconds(30));

	private final TurnedClock clock = new TurnedClock();

	private final FailureRate rate = new FailureRate(SETTINGS, this.clock);

	@Test
	void rateIsKnownFromTheMinimumOfCallsOn() {
		succeed(5);
		fail(4);
		assertThat(this.rate.percent()).isZero();
		assertThat(this.rate.calls()).isEqualTo(9);
		succeed(1);
		assertThat(this.rate.percent()).isEqualTo(40);
		assertThat(this.rate.isExceeded()).isFalse();
	}

	@Test
	void successThatMakesTheMinimumFullTips() {
		fail(9);
		assertThat(this.rate.isExceeded()).isFalse();
		succeed(1);
		assertThat(this.rate.isExceeded()).isTrue();
		assertThat(this.rate.percent()).isEqualTo(90);
	}

	@Test
	void successesThatLeaveTheWindowTip() {
		succeed(11);
		this.clock.turnSeconds(1);
		fail(9);
		assertThat(this.rate.isExceeded()).isFalse();
		this.clock.turnSeconds(9);
		succeed(1);
		assertThat(this.rate.isExceeded()).isTrue();
	}

	@Test
	void callsLeaveTheWindowByTheSecond() {
		fail(4);
		this.clock.turnSeconds(4);
		succeed(8);
		this.clock.turnSeconds(5);
		assertThat(this.rate.calls()).isEqualTo(12);
		this.clock.turnSeconds(1);
		assertThat(this.rate.calls()).isEqualTo(8);
		this.clock.turnSeconds(4);
		assertThat(this.rate.calls()).isZero();
		assertThat(this.rate.isExceeded()).isFalse();
	}

	@Test
	void figuresStayAsTheyWereOnceItIsExceeded() {
		fail(10);
		this.clock.turnSeconds(3_600);
		succeed(100);
		assertThat(this.rate.isExceeded()).isTrue();
		assertThat(this.rate.calls()).isEqualTo(10);
		assertThat(this.rate.percent()).isEqualTo(100);
	}

	@Test
	void noOutcomeIsLostUnderManyThreads() throws Exception {
		FailureRate shared = new FailureRate(new CircuitSettings(100, 10, Duration.ofHours(1), Duration.ofSeconds(1)),
				this.clock);
		int threads = 64;
		int steps = 10_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				boolean turns = i == 0;
				ends.add(executor.submit(() -> {
					for (int step = 0; step < steps; step++) {
						if (turns && step % 10 == 0) {
							this.clock.turnSeconds(1);
						}
						if (step % 100 == 99) {
							shared.failed();
						}
						else {
							shared.succeeded(this.clock.getAsLong());
						}
					}
				}));
			}
			for (Future<?> end : ends) {
				end.get(1, TimeUnit.MINUTES);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(shared.calls()).isEqualTo(threads * steps);
	}

	private void succeed(int times) {
		for (int i = 0; i < times; i++) {
			this.rate.succeeded(this.clock.getAsLong());
		}
	}

	private void fail(int times) {
		for (int i = 0; i < times; i++) {
			this.rate.failed();
		}
	}

}
