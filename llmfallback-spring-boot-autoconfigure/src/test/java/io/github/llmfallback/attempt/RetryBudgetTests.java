package io.github.llmfallback.attempt;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryBudget}.
 */
class RetryBudgetTests {

	@Test
	void applicationThatHasJustStartedMayRetryTenTimes() {
		assertThat(retriesLeft(new RetryBudget(0.2))).isEqualTo(10);
	}

	@Test
	void fiveCallsPayForOneRetry() {
		RetryBudget budget = new RetryBudget(0.2);
		retriesLeft(budget);
		payIn(budget, 4);
		assertThat(budget.tryTakeOut()).isFalse();
		payIn(budget, 1);
		assertThat(budget.tryTakeOut()).isTrue();
		assertThat(budget.tryTakeOut()).isFalse();
	}

	@Test
	void callsOfLongAgoDoNotCount() {
		RetryBudget budget = new RetryBudget(1);
		payIn(budget, 10_000);
		assertThat(retriesLeft(budget)).isEqualTo(100);
	}

	@Test
	void nothingIsEverRetriedWithoutABudget() {
		RetryBudget budget = new RetryBudget(0);
		payIn(budget, 10_000);
		assertThat(budget.tryTakeOut()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 1 })
	void ratioMayBeNothingAndEverything(double ratio) {
		RetryBudget budget = new RetryBudget(ratio);
		retriesLeft(budget);
		payIn(budget, 1);
		assertThat(retriesLeft(budget)).isEqualTo((int) ratio);
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.01, 1.01 })
	void ratioIsFromNothingToEverything(double ratio) {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(ratio))
			.withMessageContaining(String.valueOf(ratio));
	}

	@Test
	void retriesOfManyThreadsStayWithinTheBudget() throws Exception {
		RetryBudget budget = new RetryBudget(0.5);
		retriesLeft(budget);
		AtomicInteger retries = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		for (int i = 0; i < 8; i++) {
			threads.execute(() -> {
				for (int call = 0; call < 1000; call++) {
					budget.payIn();
					if (budget.tryTakeOut()) {
						retries.incrementAndGet();
					}
				}
			});
		}
		threads.shutdown();
		assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(retries.get() + retriesLeft(budget)).isEqualTo(4000);
	}

	private static void payIn(RetryBudget budget, int calls) {
		for (int i = 0; i < calls; i++) {
			budget.payIn();
		}
	}

	private static int retriesLeft(RetryBudget budget) {
		int retries = 0;
		while (budget.tryTakeOut()) {
			retries++;
		}
		return retries;
	}

}
