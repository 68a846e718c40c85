package io.github.llmfallback.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that may be well again gets exactly one request, however many ask.
 */
class OneProbeTests {

	private static final int THREADS = 100;

	private static final Duration SHORT = Duration.ofMillis(20);

	private final TurnedClock clock = new TurnedClock();

	private final ProviderHealth provider = new ProviderHealth(CircuitSettings.DEFAULT, 5, 2, this::slowTime,
			HealthListener.NONE);

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final CyclicBarrier start = new CyclicBarrier(THREADS);

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void hundredThreadsGetOneProbe() throws Exception {
		open();
		for (int round = 0; round < 200; round++) {
			this.clock.turn(Duration.ofMinutes(5));
			assertThat(answers()).as("round %d", round)
				.isEqualTo(Map.of(Admittance.PROBE, 1, Admittance.PROBE_RUNNING, THREADS - 1));
			end(round);
		}
	}

	@Test
	void probesThatEndAtOnceNeverOverlap() throws Exception {
		open();
		this.clock.turnSeconds(30);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger probes = new AtomicInteger();
		List<Integer> together = Collections.synchronizedList(new ArrayList<>());
		all((i) -> {
			TargetHealth target = this.provider.target(i % 5, i % 2);
			for (int attempt = 0; attempt < 200; attempt++) {
				Admittance admitted = (attempt % 2 == 0) ? target.admit() : target.admitAnyway();
				if (admitted == Admittance.PROBE) {
					probes.incrementAndGet();
					together.add(running.incrementAndGet());
					Thread.yield();
					running.decrementAndGet();
					target.released(admitted);
				}
				else {
					assertThat(admitted).isEqualTo(Admittance.PROBE_RUNNING);
				}
			}
			return Admittance.READY;
		});
		assertThat(together).hasSize(probes.get()).isNotEmpty().containsOnly(1);
		assertThat(this.provider.target(0, 0).isReady()).isTrue();
	}

	/** Lets other threads in between a look at the circuit and what follows it. */
	private long slowTime() {
		Thread.yield();
		return this.clock.getAsLong();
	}

	/** Ends the probe so that the next round finds the circuit open. */
	private void end(int round) {
		TargetHealth target = this.provider.target(0, 0);
		switch (round % 3) {
			case 0 -> target.released(Admittance.PROBE);
			case 1 -> target.failed(Admittance.PROBE, FailureKind.TIMEOUT, null, SHORT, true);
			default -> {
				target.succeeded(Admittance.PROBE, SHORT, this.clock.getAsLong());
				open();
			}
		}
	}

	private void open() {
		for (int i = 0; i < 10; i++) {
			this.provider.target(0, 0).failed(Admittance.READY, FailureKind.TIMEOUT, null, SHORT, true);
		}
		assertThat(this.provider.circuit().state()).isEqualTo(CircuitState.OPEN);
	}

	private Map<Admittance, Integer> answers() throws Exception {
		Map<Admittance, Integer> counts = new EnumMap<>(Admittance.class);
		for (Admittance answer : all((i) -> {
			TargetHealth target = this.provider.target(i % 5, i % 2);
			return switch (i % 3) {
				case 0 -> target.admit();
				case 1 -> target.admitRetry();
				default -> target.admitAnyway();
			};
		})) {
			counts.merge(answer, 1, Integer::sum);
		}
		return counts;
	}

	private List<Admittance> all(Asking asking) throws Exception {
		List<Callable<Admittance>> askings = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int index = i;
			askings.add(() -> {
				this.start.await(1, TimeUnit.MINUTES);
				return asking.ask(index);
			});
		}
		List<Admittance> answers = new ArrayList<>();
		for (Future<Admittance> answer : this.threads.invokeAll(askings)) {
			answers.add(answer.get());
		}
		return answers;
	}

	private interface Asking {

		Admittance ask(int index);

	}

}
