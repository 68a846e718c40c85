package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.Target;
import io.github.llmfallback.routing.Pace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CallStatistics}.
 */
class CallStatisticsTests {

	private final Provider provider = provider("one");

	private final Provider other = provider("other");

	private final CallStatistics statistics = new CallStatistics(List.of(this.provider, this.other));

	@Test
	void attemptsAreCountedAtTheirProvider() {
		start();
		finish(new Outcome.Success(), 20);
		start();
		finish(failed(FailureKind.TIMEOUT), 5000);

		ProviderStatistics counted = this.statistics.of(this.provider);

		assertThat(counted.succeeded()).isEqualTo(1);
		assertThat(counted.failures()).isEqualTo(Map.of(FailureKind.TIMEOUT, 1L));
		assertThat(counted.inFlight()).isZero();
		assertThat(this.statistics.of(this.other).succeeded()).isZero();
		assertThat(this.statistics.of(this.other).failures()).isEmpty();
	}

	@Test
	void latencyIsThatOfAnswersOnly() {
		finish(new Outcome.Success(), 20);
		finish(failed(FailureKind.TIMEOUT), 5000);
		assertThat(this.statistics.of(this.provider).latencyMillis(0.5, 1)).containsExactly(20, 20);
	}

	@Test
	void paceIsThatOfAnswersOnly() {
		assertThat(this.statistics.pace(this.provider).answerNanos(System.nanoTime())).isEqualTo(Pace.UNTESTED);
		finish(failed(FailureKind.CONNECTION), 1);
		finish(new Outcome.Skipped(SkipReason.DISABLED, null), 0);
		assertThat(this.statistics.pace(this.provider).answerNanos(System.nanoTime())).isEqualTo(Pace.UNTESTED);
		finish(new Outcome.Success(), 20, new TokenUsage(10, 450));
		assertThat(this.statistics.pace(this.provider).answerNanos(System.nanoTime())).isEqualTo(10_000_000);
		assertThat(this.statistics.pace(this.other).answerNanos(System.nanoTime())).isEqualTo(Pace.UNTESTED);
	}

	@Test
	void paceIsForgottenOnTheGivenClock() {
		AtomicLong clock = new AtomicLong();
		CallStatistics turned = new CallStatistics(List.of(this.provider), clock::get);
		Pace pace = turned.pace(this.provider);
		turned.attemptFinished(
				new Attempt(this.provider.targets().get(0), new Outcome.Success(), Duration.ofMillis(7), null, 0L));
		assertThat(pace.answerNanos(clock.get())).isEqualTo(7_000_000);
		clock.addAndGet(Duration.ofMinutes(5).toNanos());
		assertThat(pace.answerNanos(clock.get())).isEqualTo(Pace.UNTESTED);
	}

	@Test
	void paceKnowsAnswersSinceItWasFirstAsked() {
		finish(new Outcome.Success(), 20);
		Pace pace = this.statistics.pace(this.provider);
		assertThat(pace.answerNanos(System.nanoTime())).isEqualTo(Pace.UNTESTED);
		finish(new Outcome.Success(), 30);
		assertThat(pace.answerNanos(System.nanoTime())).isEqualTo(30_000_000);
		assertThat(this.statistics.pace(this.provider)).isSameAs(pace);
	}

	@Test
	void attemptsUnderWayAreSeenByStrategies() {
		start();
		assertThat(this.statistics.inFlight(this.provider)).isEqualTo(1);
		assertThat(this.statistics.inFlight(this.other)).isZero();
	}

	@Test
	void skipWasNeverStartedAndNeverFails() {
		finish(new Outcome.Skipped(SkipReason.DISABLED, null), 0);
		ProviderStatistics counted = this.statistics.of(this.provider);
		assertThat(counted.skipped()).isEqualTo(1);
		assertThat(counted.inFlight()).isZero();
		assertThat(counted.failures()).isEmpty();
		assertThat(counted.latencyMillis(1)).containsExactly(0);
	}

	@Test
	void providerThatIsNotOneOfThemIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.statistics.of(provider("one")))
			.withMessageContaining("'one'");
	}

	@Test
	void nothingIsLostUnderManyThreads() throws Exception {
		int threads = 8;
		int rounds = 5_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				running.add(executor.submit(() -> {
					for (int i = 0; i < rounds; i++) {
						start();
						finish((i % 2 == 0) ? new Outcome.Success() : failed(FailureKind.CONNECTION), 1);
					}
				}));
			}
			for (Future<?> thread : running) {
				thread.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		ProviderStatistics counted = this.statistics.of(this.provider);
		assertThat(counted.succeeded()).isEqualTo(threads * rounds / 2);
		assertThat(counted.failures()).isEqualTo(Map.of(FailureKind.CONNECTION, (long) threads * rounds / 2));
		assertThat(counted.inFlight()).isZero();
	}

	private void start() {
		this.statistics.attemptStarted(this.provider.targets().get(0));
	}

	private void finish(Outcome outcome, long millis) {
		finish(outcome, millis, null);
	}

	private void finish(Outcome outcome, long millis, @Nullable TokenUsage usage) {
		Target target = this.provider.targets().get(0);
		this.statistics.attemptFinished(new Attempt(target, outcome, Duration.ofMillis(millis), usage, 0L));
	}

	private static Outcome failed(FailureKind kind) {
		return new Outcome.Failed(Failure.of(kind, "for the test"));
	}

	private static Provider provider(String name) {
		return Provider.builder(name)
			.models(List.of(new ProviderModel("m", null)))
			.keys(List.of(new ProviderKey(null, () -> {
				throw new AssertionError("statistics ask nobody");
			})))
			.build();
	}

}
