package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.health.HealthPart;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.testsupport.TurnedTime;
import io.github.llmfallback.testsupport.Unlimited;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Gates}, {@link AvailabilityListener} and {@link GateSettings}.
 */
class GatesTests {

	private final TurnedTime time = new TurnedTime();

	private final Provider provider = GatedProviders.provider("p", 2, null, null);

	@Test
	void thereIsOneGateForEachTargetOfAProvider() {
		Gates gates = new Gates(this.time, Unlimited.payments(), (provider) -> GateSettings.DEFAULT,
				AvailabilityListener.NONE);
		ProviderGate gate = gates.of(this.provider);
		assertThat(gates.of(this.provider)).isSameAs(gate);
		assertThat(gate.provider()).isSameAs(this.provider);
		assertThat(gate.targets()).extracting(TargetGate::target).isEqualTo(this.provider.targets());
		assertThat(gate.targets()).allSatisfy((target) -> {
			assertThat(gates.of(target.target())).isSameAs(target);
			assertThat(target.provider()).isSameAs(gate);
		});
	}

	@Test
	void threadsThatMeetGetTheSameGates() throws Exception {
		int threads = 8;
		ExecutorService callers = Executors.newFixedThreadPool(threads);
		for (int round = 0; round < 200; round++) {
			AtomicInteger built = new AtomicInteger();
			Gates gates = new Gates(this.time, Unlimited.payments(), (provider) -> {
				built.incrementAndGet();
				return GateSettings.DEFAULT;
			}, AvailabilityListener.NONE);
			Set<Object> seen = ConcurrentHashMap.newKeySet();
			CountDownLatch start = new CountDownLatch(1);
			CountDownLatch done = new CountDownLatch(threads);
			for (int i = 0; i < threads; i++) {
				boolean targetFirst = i % 2 == 0;
				callers.execute(() -> {
					await(start);
					seen.add(targetFirst ? gates.of(this.provider.targets().get(3)).provider()
							: gates.of(this.provider));
					done.countDown();
				});
			}
			start.countDown();
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(seen).hasSize(1);
			assertThat(built).hasValue(1);
		}
		callers.shutdown();
	}

	@Test
	void whatConcernsOneProviderIsToldToEveryListenerInOrder() {
		List<String> told = new ArrayList<>();
		Gates gates = new Gates(this.time, Unlimited.payments(), (provider) -> GateSettings.DEFAULT,
				AvailabilityListener
					.all(List.of(recording("first", told), recording("second", told), AvailabilityListener.NONE)));
		TargetGate gate = gates.of(this.provider.targets().get(1));
		Admission admission = (Admission) gate.enter(GatedProviders.demand(), Insistence.NORMAL, false);
		admission.failed(Failure.of(FailureKind.AUTHENTICATION, "revoked"), Duration.ZERO, null, 0, true);
		gate.provider().health().reset();
		assertThat(told).containsExactly("first: p KEY 1 unavailable", "second: p KEY 1 unavailable",
				"first: p KEY 1 recovered", "second: p KEY 1 recovered");
	}

	@Test
	void noPlaceAtAllIsNoLimit() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new GateSettings(GatedProviders.TOUCHY, RateSettings.UNLIMITED, 0))
			.withMessage("'maxConcurrency' is 0 and must be at least 1");
	}

	private static AvailabilityListener recording(String name, List<String> told) {
		return new AvailabilityListener() {

			@Override
			public void unavailable(Provider provider, HealthChange change) {
				told.add(line(provider, change.part(), change.key(), "unavailable"));
			}

			@Override
			public void recovered(Provider provider, HealthChange change) {
				told.add(line(provider, change.part(), change.key(), "recovered"));
			}

			private String line(Provider provider, HealthPart part, int key, String what) {
				return name + ": " + provider.name() + " " + part + " " + key + " " + what;
			}

		};
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
